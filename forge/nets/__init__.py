"""What learns: the generator, the encoder and the decoder, and the optimizer that moves them."""
