/** Runnable programs and the command line. */
module dev.inkstone.examples {
  requires com.fasterxml.jackson.databind;
  requires dev.inkstone.core;
  requires info.picocli;
  requires java.management;
  requires jdk.management;
  requires jdk.unsupported;
  requires static org.jspecify;

  exports dev.inkstone.examples;

  opens dev.inkstone.examples.cli to
      info.picocli;
}
