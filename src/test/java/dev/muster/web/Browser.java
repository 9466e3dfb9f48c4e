package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium for tests. Where there is none the test fails and names the packages; only
 * {@code -DskipBrowser} skips it.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private final ChromeDriver driver;
  private final String url;

  private Browser(ChromeDriver driver, String url) {
    this.driver = driver;
    this.url = url;
  }

  static Browser open(String url, Path profile, boolean dark) {
    assumeTrue(System.getProperty("skipBrowser") == null, "skipped by -DskipBrowser");
    var options = new ChromeOptions();
    options.setBinary(program("chromium"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    if (dark) {
      options.addArguments("--blink-settings=preferredColorScheme=0");
    }
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.WARNING);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder().usingDriverExecutable(program("chromedriver")).build();
    var driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(1280, 1400));
    return new Browser(driver, url);
  }

  private static File program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "there is no "
                        + name
                        + " on the PATH: install the packages chromium and chromium-driver, or skip"
                        + " the browser tests with -DskipBrowser"));
  }

  void go(String path) {
    driver.get(path.startsWith("http") ? path : url + path);
  }

  void logIn(String user, String password) {
    type("#username", user);
    type("#password", password);
    find("main button[type=submit]").click();
  }

  void type(String css, String text) {
    find(css).sendKeys(text);
  }

  WebElement find(String css) {
    return soon().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
  }

  /** Clicks once nothing, such as a notice that fades, is in front of it any more. */
  void click(String css) {
    soon()
        .ignoring(ElementClickInterceptedException.class)
        .ignoring(StaleElementReferenceException.class)
        .until(
            d -> {
              var element = find(css);
              script("arguments[0].scrollIntoView({block: 'center'})", element);
              element.click();
              return true;
            });
  }

  void gone(String css) {
    soon().until(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(css)));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Waits until a part of the page says this; parts are replaced meanwhile. */
  void says(String css, String words) {
    soon()
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> css + " should say " + words)
        .until(d -> d.findElement(By.cssSelector(css)).getText().contains(words));
  }

  private WebDriverWait soon() {
    return new WebDriverWait(driver, PATIENCE);
  }

  Object script(String code, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(code, arguments);
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** Whole page, for people who look at it. */
  void picture(String name) throws IOException {
    var height = ((Number) script("return document.documentElement.scrollHeight")).intValue();
    driver.manage().window().setSize(new Dimension(1280, Math.min(Math.max(1000, height), 6000)));
    var folder = Files.createDirectories(Path.of("target", "screenshots"));
    Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    driver.manage().window().setSize(new Dimension(1280, 1400));
  }

  /** What the browser complained about, such as something that the content policy refused. */
  void assertNoComplaints() {
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
