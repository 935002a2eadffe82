/** What the tests of several modules share. It knows no other module, so any may use it. */
@NullMarked
package dev.inkstone.testing;

import org.jspecify.annotations.NullMarked;
