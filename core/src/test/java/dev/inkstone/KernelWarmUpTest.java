package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KernelWarmUpTest {

  @Test
  void a_closed_warm_up_has_ended_and_an_interrupt_is_passed_on() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    List<String> ends = new ArrayList<>();
    KernelWarmUp warmUp =
        new KernelWarmUp(
            limit -> {
              begun.countDown();
              while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(limit);
              }
              ends.add("interrupted");
            });
    warmUp.start();
    begun.await();

    Thread.currentThread().interrupt();
    warmUp.await();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    warmUp.close();

    assertThat(ends).containsExactly("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void waits_for_a_warm_up_that_is_not_interrupted() {
    List<String> ends = new ArrayList<>();
    KernelWarmUp warmUp =
        new KernelWarmUp(
            limit -> {
              LockSupport.parkNanos(50_000_000);
              ends.add("done");
            });
    warmUp.start();
    warmUp.await();
    assertThat(ends).containsExactly("done");
    warmUp.close();
  }

  @Test
  void a_failure_is_left_to_the_log() {
    KernelWarmUp warmUp =
        new KernelWarmUp(
            limit -> {
              throw new IllegalStateException("no compiler");
            });
    warmUp.start();
    warmUp.await();
    warmUp.close();
  }
}
