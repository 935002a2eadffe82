package dev.inkstone.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {
  private static final String RECORD =
      "/META-INF/maven/dev.inkstone/inkstone-examples/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"inkstone " + number() + " (Java " + Runtime.version() + ")"};
  }

  private static String number() throws IOException {
    try (InputStream file = Version.class.getResourceAsStream(RECORD)) {
      if (file == null) {
        return "development build";
      }
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version", "development build");
    }
  }
}
