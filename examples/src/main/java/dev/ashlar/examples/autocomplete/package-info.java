/** The example {@code autocomplete}: suggestions as one types, with typos and Hangul, that follow what people pick. */
@NullMarked
package dev.ashlar.examples.autocomplete;

import org.jspecify.annotations.NullMarked;
