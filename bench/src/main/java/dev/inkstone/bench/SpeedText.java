package dev.inkstone.bench;

import java.util.Random;

/** Texts to measure tokenizers on, made up: the same seed gives the same text. */
final class SpeedText {
  private static final String[] ENGLISH =
      ("the of and to in a is that for it as was with be by on not he his but at are this have from"
              + " or had an they which one you were all her she there would their we him been has"
              + " when who will no more if out so up said what its about than into them can only"
              + " other time new some could these two may first then do any like my now over such"
              + " our man me even most made after also did many off before must well back through"
              + " years much where your way down should because long each just state those people"
              + " too how little good world make very year still see own work men day get here old"
              + " life both between being under three never know same last another while us might"
              + " great go come since against right came take used himself few house American use"
              + " place during high without again home around small however found government water"
              + " light machine river question morning children language answer history garden"
              + " winter science letter window number market doctor music paper mountain village"
              + " language's wasn't didn't it's they've I'm you'll we'd")
          .split(" ");

  private static final String[] SYLLABLES =
      "ba con der est fra gor hal int jor kel lum men nor opt pra qui ros sta tri ul ver wic yon zel"
          .split(" ");

  private static final String[] CHINESE =
      ("的 一 是 在 不 了 有 和 人 这 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到 作 地 于 出 就"
              + " 中国 人民 发展 社会 经济 问题 工作 政府 世界 国家 我们 他们 一个 没有 可以 自己 这个 时候"
              + " 因为 所以 如果 但是 已经 开始 现在 知道 学习 语言 模型 计算 数据 机器 人工智能 技术 研究"
              + " 北京 上海 历史 文化 教育 大学 学生 老师 朋友 音乐 电影 城市 天气 春天 山水 河流 高兴 美丽")
          .split(" ");

  private static final String[] CODE = {
    "for (int %1$s = 0; %1$s < %2$s.length; %1$s++) {\n    %2$s[%1$s] += %3$d;\n}\n",
    "if (%1$s == null || %1$s.isEmpty()) {\n  throw new IllegalArgumentException(\"%2$s: \" + %1$s);\n}\n",
    "  private static final long %1$s = 0x%3$X;\n\n",
    "def %1$s(self, %2$s, *args):\n    \"\"\"Returns the %2$s.\"\"\"\n    return self._%1$s[%2$s] %% %3$d\n\n",
    "\t\tif err := %1$s.Close(); err != nil { return fmt.Errorf(\"%2$s: %%w\", err) }\n",
    "#include <%1$s/%2$s.h>\n#define %2$s_SIZE (%3$d << 4)\n",
    "  // The %1$s of a %2$s is %3$d at most, see https://example.com/%1$s?id=%3$d#%2$s\n",
    "<div class=\"%1$s-%2$s\" style=\"width: %3$dpx\"><a href=\"/%1$s\">%2$s</a></div>\n",
    "SELECT %1$s, COUNT(*) FROM %2$s WHERE id >= %3$d GROUP BY %1$s;\n"
  };

  private final Random random;
  private final StringBuilder text = new StringBuilder();

  private SpeedText(long seed) {
    this.random = new Random(seed);
  }

  /** Sentences of frequent words, some that nobody has seen, numbers and paragraphs. */
  static String english(int characters, long seed) {
    SpeedText maker = new SpeedText(seed);
    while (maker.text.length() < characters) {
      maker.englishSentence();
    }
    return maker.text.toString();
  }

  /** Sentences of Chinese characters and words. */
  static String chinese(int characters, long seed) {
    SpeedText maker = new SpeedText(seed);
    while (maker.text.length() < characters) {
      int words = 4 + maker.random.nextInt(16);
      for (int i = 0; i < words; i++) {
        maker.text.append(maker.frequent(CHINESE));
        if (maker.random.nextInt(8) == 0) {
          maker.text.append('，');
        }
      }
      maker.text.append(maker.random.nextInt(6) == 0 ? "。\n" : "。");
    }
    return maker.text.toString();
  }

  /** Lines of several programming languages with names and numbers. */
  static String code(int characters, long seed) {
    SpeedText maker = new SpeedText(seed);
    while (maker.text.length() < characters) {
      String template = CODE[maker.random.nextInt(CODE.length)];
      maker.text.append(template.formatted(maker.name(), maker.name(), maker.random.nextInt(5000)));
    }
    return maker.text.toString();
  }

  private void englishSentence() {
    int words = 5 + random.nextInt(20);
    for (int i = 0; i < words; i++) {
      String word = random.nextInt(20) == 0 ? rareWord() : frequent(ENGLISH);
      text.append(i == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
      if (random.nextInt(60) == 0) {
        text.append(' ').append(random.nextInt(3000));
      }
      text.append(i + 1 == words ? "." : random.nextInt(12) == 0 ? ", " : " ");
    }
    text.append(random.nextInt(5) == 0 ? "\n\n" : " ");
  }

  private String name() {
    String word = frequent(ENGLISH).replace("'", "");
    return switch (random.nextInt(3)) {
      case 0 -> word;
      case 1 -> word + Character.toUpperCase(word.charAt(0)) + rareWord();
      default -> word + "_" + frequent(ENGLISH).replace("'", "");
    };
  }

  private String rareWord() {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= 1 + random.nextInt(3); i++) {
      word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return word.toString();
  }

  /** A word, the first ones of the list more often, as natural text has them. */
  private String frequent(String[] words) {
    double uniform = random.nextDouble();
    return words[(int) (words.length * uniform * uniform)];
  }
}
