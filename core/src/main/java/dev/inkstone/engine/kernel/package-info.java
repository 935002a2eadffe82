/**
 * Packed matrices, numeric kernels, CPU features and worker threads.
 *
 * <p>What makes a vector kernel fast or ten times slower on C2 (JDK 25), found by measuring:
 *
 * <ul>
 *   <li>Vectors live in registers only as local variables of one compiled method. Methods of the
 *       vector classes are always inlined; our own only until C2's graph of the whole method has
 *       18,000 nodes (NodeCountInliningCutoff), and beyond that the vectors they take and return
 *       are boxed. So calls of {@link VectorMath} come first in a kernel's loop.
 *   <li>Even intrinsics stop being expanded late in a graph of 40,000 nodes: 32 columns of 4-bit
 *       codes in one loop are well, 16 columns of 6-bit codes that are shifted down and joined one
 *       by one are too many, and 16 columns masked where they stand, four at a time, are well
 *       again. How near a kernel is to that limit shows in a JVM that has run other formats before.
 *   <li>A sum that begins anew in every turn of an outer loop may be boxed: one sum through both.
 *   <li>A shift of all lanes by a variable scalar takes longer than one by a vector of counts.
 *   <li>A code coverage agent and memory segments of several kinds in one profile enlarge the
 *       graph. {@code AllocationTest} therefore has a JVM of its own, as an application has.
 *   <li>A loop inside a loop costs about a hundred instructions to enter, since C2 splits it for
 *       range checks: unroll by hand what runs only two or four times.
 *   <li>Loops that meet in one compilation count together, and two formats in one process meet
 *       where a call has two receivers. A call that knows three classes is never inlined: where
 *       several loops follow each other, one place calls them as objects of three classes or more
 *       ({@link DecodeCall}, {@link BlockCache}, {@link PanelCall}).
 *   <li>{@code convertShape} with a conversion makes a smaller graph than {@code castShape}.
 *   <li>Load words right before their use: loaded all at the top of a loop of 32 columns, vectors
 *       go to the stack and back, which is half of the speed.
 *   <li>A processor fetches ahead of time what one instruction reads at a constant stride. Where a
 *       loop over blocks stands around the loop that reads, or a line is read once a block, each
 *       block waits for memory once: half the speed. A kernel that reads memory is one loop, or has
 *       read it all before, a byte of each line of the processor's cache ({@link PanelCall}).
 *   <li>Scalars that are broadcast come from arrays, not from segments.
 * </ul>
 */
@NullMarked
package dev.inkstone.engine.kernel;

import org.jspecify.annotations.NullMarked;
