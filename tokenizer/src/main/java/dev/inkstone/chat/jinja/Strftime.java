package dev.inkstone.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.Locale;

/** Python's {@code datetime.strftime} in the C locale, with the {@code - _ 0 ^} flags of glibc. */
final class Strftime {
  private Strftime() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%' || at == format.length()) {
        out.append(c);
        continue;
      }
      char flag = format.charAt(at);
      boolean flagged = "-_0^".indexOf(flag) >= 0 && at + 1 < format.length();
      at += flagged ? 1 : 0;
      out.append(flagged(field(format.charAt(at), time), flagged ? flag : ' '));
      at++;
    }
    return out.toString();
  }

  private static String flagged(String field, char flag) {
    return switch (flag) {
      case '-' -> field.replaceFirst("^[0 ]+(?=.)", "");
      case '_' -> blanks(field, '0', ' ');
      case '0' -> blanks(field, ' ', '0');
      case '^' -> field.toUpperCase(Locale.ROOT);
      default -> field;
    };
  }

  private static String blanks(String field, char from, char to) {
    int end = 0;
    while (end < field.length() - 1 && field.charAt(end) == from) {
      end++;
    }
    return String.valueOf(to).repeat(end) + field.substring(end);
  }

  private static String field(char letter, LocalDateTime time) {
    return switch (letter) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'Y' -> String.valueOf(time.getYear());
      case 'C' -> two(time.getYear() / 100);
      case 'y' -> two(time.getYear() % 100);
      case 'm' -> two(time.getMonthValue());
      case 'd' -> two(time.getDayOfMonth());
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'j' -> "%03d".formatted(time.getDayOfYear());
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
      case 'W' -> two((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
      case 'V' -> two(time.get(WeekFields.ISO.weekOfWeekBasedYear()));
      case 'G' -> String.valueOf(time.get(WeekFields.ISO.weekBasedYear()));
      case 'Z', 'z' -> "";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> clock(letter, time);
    };
  }

  private static String clock(char letter, LocalDateTime time) {
    return switch (letter) {
      case 'H' -> two(time.getHour());
      case 'k' -> "%2d".formatted(time.getHour());
      case 'I' -> two(twelve(time));
      case 'l' -> "%2d".formatted(twelve(time));
      case 'M' -> two(time.getMinute());
      case 'S' -> two(time.getSecond());
      case 'f' -> "%06d".formatted(time.getNano() / 1000);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 's' ->
          String.valueOf(ChronoUnit.SECONDS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time));
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'D', 'x' -> format("%m/%d/%y", time);
      case 'F' -> format("%Y-%m-%d", time);
      case 'T', 'X' -> format("%H:%M:%S", time);
      case 'R' -> format("%H:%M", time);
      case 'r' -> format("%I:%M:%S %p", time);
      default -> "%" + letter;
    };
  }

  private static int twelve(LocalDateTime time) {
    return time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
  }

  private static String two(int number) {
    return "%02d".formatted(number);
  }
}
