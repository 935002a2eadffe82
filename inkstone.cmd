@echo off
rem Runs Inkstone's command line on Windows: JAVA_HOME must name a JDK 25 or newer; builds on first use.
setlocal
set "HERE=%~dp0"
if not defined JAVA_HOME (
  echo inkstone: set JAVA_HOME to a JDK 25 or newer, for example from https://adoptium.net 1>&2
  exit /b 69
)
findstr /r /c:"JAVA_VERSION=.2[5-9]" /c:"JAVA_VERSION=.[3-9][0-9]" "%JAVA_HOME%\release" >nul 2>&1
if errorlevel 1 (
  echo inkstone: JAVA_HOME is "%JAVA_HOME%", which is no JDK 25 or newer 1>&2
  exit /b 69
)
if not exist "%HERE%examples\target\launcher.stamp" goto build
if not exist "%HERE%examples\target\inkstone-examples.jar" goto build
if defined INKSTONE_REBUILD goto build
goto run

:build
where mvn >nul 2>&1
if errorlevel 1 (
  echo inkstone: the first run builds the project and needs Maven 3.8 or newer on the PATH. 1>&2
  exit /b 69
)
echo inkstone: building (first run, a minute or two)... 1>&2
if exist "%HERE%examples\target\lib" rmdir /s /q "%HERE%examples\target\lib"
pushd "%HERE%"
call mvn --batch-mode --quiet -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true -pl examples -am package 1>&2
if errorlevel 1 (
  popd
  echo inkstone: the build failed; its output is above. 1>&2
  exit /b 70
)
popd
type nul > "%HERE%examples\target\launcher.stamp"

:run
"%JAVA_HOME%\bin\java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED %INKSTONE_JAVA_OPTS% ^
  -cp "%HERE%examples\target\inkstone-examples.jar;%HERE%examples\target\lib\*" ^
  dev.inkstone.examples.Main %*
exit /b %errorlevel%
