package dev.inkstone.chat.jinja;

/** Jinja's undefined: prints as nothing, iterates over nothing, fails on everything else. */
record Undefined(String reason) implements Value {

  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined member(Value owner, String name) {
    return new Undefined("'" + owner.type() + " object' has no attribute '" + name + "'");
  }

  static Undefined unsafe(Value owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + owner.type() + "' object is unsafe");
  }

  Failure failure() {
    return new Failure(reason);
  }

  @Override
  public String type() {
    return "Undefined";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
