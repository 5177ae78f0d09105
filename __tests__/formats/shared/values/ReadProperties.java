import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.Scanner;

/** Every setting of files of Java properties, as often as it stands there: a file in Base64 a line, and so the answers. */
class ReadProperties {
  public static void main(String[] arguments) throws Exception {
    Scanner files = new Scanner(System.in);
    while (files.hasNextLine()) {
      StringBuilder found = new StringBuilder();
      Properties read =
          new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
              found.append(key).append('\0').append(value).append('\0');
              return super.put(key, value);
            }
          };
      try {
        read.load(new ByteArrayInputStream(Base64.getDecoder().decode(files.nextLine())));
      } catch (IllegalArgumentException refused) {
        found.append("refused");
      }
      System.out.println(Base64.getEncoder().encodeToString(found.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }
}
