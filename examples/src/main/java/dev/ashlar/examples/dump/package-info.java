/** Shows what is in the files of a key-value store. */
@NullMarked
package dev.ashlar.examples.dump;

import org.jspecify.annotations.NullMarked;
