/** Whole systems built of the parts, each a subcommand of {@link dev.ashlar.examples.Main}. */
@NullMarked
package dev.ashlar.examples;

import org.jspecify.annotations.NullMarked;
