package dev.inkstone.engine.model;

/** What a recipe builds. The weights are shared and immutable; one instance serves many callers. */
public sealed interface Network permits DecoderModel, EncoderModel {

  /** The validated shape of the model. */
  ModelConfig config();
}
