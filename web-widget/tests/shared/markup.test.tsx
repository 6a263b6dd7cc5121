// Nothing in a message runs: an attack is text, and only http(s) becomes a link.
import { render } from "preact";
import { beforeEach, describe, expect, it } from "vitest";
import { linked } from "../../src/shared/links";
import { Markup, plain } from "../../src/shared/markup";

let box: HTMLElement;
beforeEach(() => {
  box = document.createElement("div");
  document.body.replaceChildren(box);
});

function drawn(text: string): HTMLElement {
  render(<Markup text={text} />, box);
  return box;
}

const ATTACKS = [
  "<script>window.hit=1</script>",
  "<img src=x onerror=window.hit=1>",
  "<svg onload=window.hit=1>",
  "<svg><script>window.hit=1</script></svg>",
  '"><iframe srcdoc="<script>parent.hit=1</script>">',
  "<a href='javascript:window.hit=1'>x</a>",
  "<style>*{background:url(//evil)}</style>",
  "<details open ontoggle=window.hit=1>",
  "<math><mtext></p><img src onerror=window.hit=1>",
  "<template><img src=x onerror=window.hit=1></template>",
  "`<img src=x onerror=window.hit=1>`",
  "*<b onclick=window.hit=1>x</b>*",
  "- <img src=x onerror=window.hit=1>",
  "```\n<script>window.hit=1</script>\n```",
  "&lt;script&gt;window.hit=1&lt;/script&gt;",
  "\u202e<script>window.hit=1</script>",
  "{{constructor.constructor('window.hit=1')()}}",
  'https://example.com/"onmouseover=window.hit=1//',
  "https://example.com/'><img src=x onerror=window.hit=1>",
];
const ALLOWED = new Set(["P", "BR", "STRONG", "EM", "S", "CODE", "PRE", "UL", "OL", "LI", "A"]);
const ATTRIBUTES = new Set(["href", "target", "rel", "start"]);

const NO_LINKS = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  " javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "blob:https://example.com/1",
  "//evil.example",
  "ftp://example.com",
  "https:evil.example",
  "https://bank.example@evil.example/",
  "http://",
  "mailto:x@example.com",
];

describe("markup", () => {
  it.each(ATTACKS)("draws %s as text", (attack) => {
    for (const element of drawn(attack).querySelectorAll("*")) {
      expect(ALLOWED).toContain(element.tagName);
      for (const { name } of element.attributes) expect(ATTRIBUTES).toContain(name);
    }
    expect("hit" in window).toBe(false);
  });

  it.each(NO_LINKS)("does not link %s", (address) => {
    expect(drawn(address).querySelector("a")).toBeNull();
    expect(drawn(`see *${address}* now`).querySelector("a")).toBeNull();
  });

  it.each([
    ["see https://vero.fi/a_b_c.", "https://vero.fi/a_b_c"],
    ["(https://fi.wikipedia.org/wiki/Vero_(maksu))", "https://fi.wikipedia.org/wiki/Vero_(maksu)"],
    ["https://vero.fi/?a=1&b=*x*", "https://vero.fi/?a=1&b=*x"],
    ["HTTP://VERO.FI", "http://vero.fi/"],
    ["»https://vero.fi/omavero», sanoi", "https://vero.fi/omavero"],
  ])("links the address of %s", (text, href) => {
    const link = drawn(text).querySelector("a");
    expect(link?.getAttribute("href")).toBe(href);
    expect(link?.getAttribute("rel")).toContain("noopener");
    expect(box.textContent).toBe(text);
  });

  it("draws bold, italic, struck, code and lists", () => {
    const html = drawn("a *b* **c** _d_ ~e~ `*f*`\n\n- g\n- h\n\n3. i").innerHTML;
    expect(html).toBe(
      "<p>a <strong>b</strong> <strong>c</strong> <em>d</em> <s>e</s> <code>*f*</code></p>" +
        '<ul><li>g</li><li>h</li></ul><ol start="3"><li>i</li></ol>',
    );
  });

  it.each(["2*3*4 = 24", "snake_case_name", "5 * 3 * 2", "**", "a_b", "10 ~ 20 ~ 30", "* "])(
    "leaves %s as it is",
    (text) => {
      expect(drawn(text).querySelector("strong, em, s")).toBeNull();
    },
  );

  it("takes the marks away for a line of a list", () => {
    expect(plain("*Hei*\n`koodi` ja _teksti_")).toBe("Hei koodi ja teksti");
  });

  it("does not stall on long runs of marks", () => {
    const begun = performance.now();
    drawn("*_~`".repeat(5000));
    linked("https://".repeat(2500));
    linked(`https://a${")".repeat(10_000)}`);
    expect(performance.now() - begun).toBeLessThan(1500);
  });
});
