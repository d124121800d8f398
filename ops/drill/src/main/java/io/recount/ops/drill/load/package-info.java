/** Advertisers and visitors who click all the time, and write down what they were answered. */
@NullMarked
package io.recount.ops.drill.load;

import org.jspecify.annotations.NullMarked;
