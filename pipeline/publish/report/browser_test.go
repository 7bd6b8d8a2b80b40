package report_test

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"demarche/pipeline/publish/report"
	"demarche/pipeline/publish/report/internal/sample"
	"demarche/schemas"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var shots = flag.String("shots", "", "folder to write screenshots of every view into")

// patience bounds how long a test waits for the page, so that one that hangs fails it.
const patience = 10 * time.Second

// browser returns the path of a Chromium, or skips the test.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("the report is tested in Chromium, and there is none here: install it, as by make chromium on Debian")
	return ""
}

// tab is a report open in a browser.
type tab struct {
	*testing.T
	ctx context.Context
	url string

	mu    sync.Mutex
	wrong []string // what the page complained of or asked the network for
}

// open writes the report of a dataset and opens it from disk.
func open(t *testing.T, rows schemas.Rows) *tab {
	t.Helper()
	path := browser(t)
	dir := t.TempDir()
	if err := sample.Write(dir, rows); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "report.html")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Write(f, dir); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	// The browser may write to its folder while it goes down.
	profile, err := os.MkdirTemp("", "demarche-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	ctx, cancel := context.WithTimeout(context.Background(), 30*patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.WindowSize(1366, 900),
		chromedp.Flag("headless", true), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("hide-scrollbars", false),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.WSURLReadTimeout(patience))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &tab{T: t, ctx: ctx, url: (&url.URL{Scheme: "file", Path: file}).String()}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	p.do(chromedp.Navigate(p.url))
	p.ready()
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, w := range p.wrong {
			t.Error(w)
		}
	})
	return p
}

func (p *tab) listen(event any) {
	var wrong string
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		wrong = fmt.Sprintf("the console says %s", e.Type)
		for _, a := range e.Args {
			wrong += " " + string(a.Value) + a.Description
		}
	case *runtime.EventExceptionThrown:
		wrong = "an exception: " + e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			wrong += " " + x.Description
		}
	case *log.EventEntryAdded:
		wrong = fmt.Sprintf("the browser's log says %s: %s", e.Entry.Level, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; strings.SplitN(u, "#", 2)[0] != p.url && !strings.HasPrefix(u, "data:") {
			wrong = "the page asks for " + u
		}
	}
	if wrong != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.wrong = append(p.wrong, wrong)
	}
}

// step is an action without a value.
type step = chromedp.Action[chromedp.Void]

func (p *tab) do(steps ...step) {
	p.Helper()
	for i, s := range steps {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		err := chromedp.Do(ctx, s)
		cancel()
		if err != nil {
			p.Fatalf("step %d: %v; the page says %q", i+1, err, p.text("#count"))
		}
	}
}

func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	r, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.Fatal(err)
	}
	return r
}

// eval returns the value of a JavaScript expression.
func eval[V any](p *tab, expression string) V {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[V](expression))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return v
}

// script runs JavaScript.
func script(code string) step { return chromedp.Evaluate[chromedp.Void](code) }

// until waits for a JavaScript expression to hold. Chromedp's own way to wait
// makes a function of a string, which the page's policy forbids.
func (p *tab) until(expression string) {
	p.Helper()
	for end := time.Now().Add(patience); !eval[bool](p, expression); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("in vain: %s; the page says %q", expression, p.text("#count"))
		}
	}
}

// ready waits for the page to have read its data.
func (p *tab) ready() {
	p.Helper()
	p.until(`document.body?.dataset.ready === "true"`)
}

func (p *tab) text(selector string) string {
	p.Helper()
	return eval[string](p, fmt.Sprintf(`document.querySelector(%q)?.textContent.trim() ?? "nothing matches"`, selector))
}

func (p *tab) view(name string) {
	p.Helper()
	p.do(chromedp.Click(fmt.Sprintf(`#views a[data-view=%q]`, name)))
	p.until(fmt.Sprintf(`document.querySelector("#view").dataset.view === %q`, name))
}

// prefer makes the browser prefer light or dark colours.
func (p *tab) prefer(scheme string) {
	p.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// count wants the line that says how many rows pass the filters.
func (p *tab) count(want string) {
	p.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#count").textContent === %q`, want))
}

var views = []string{"overview", "demands", "network", "conditions", "timeline", "reader"}

func TestEveryViewDraws(t *testing.T) {
	p := open(t, sample.ByHand())
	p.count("30 rows: 16 claims, 8 demands, 6 conditions")
	drawn := map[string]string{
		"overview": ".bars", "demands": ".matrix", "network": "svg.graph .node", "conditions": "svg.graph .arrow",
		"timeline": "svg.chart .bin", "reader": ".rows tr[data-row]",
	}
	for _, view := range views {
		p.view(view)
		if n := eval[int](p, fmt.Sprintf(`document.querySelectorAll(%q).length`, drawn[view])); n == 0 {
			t.Errorf("the view %s draws no %s", view, drawn[view])
		}
		// What the mouse can press can be reached and has a name.
		nameless := eval[[]string](p, `[...document.querySelectorAll("#view button, #view [role=button], #view select, #view input")]
			.filter((e) => !(e.getAttribute("aria-label") || e.textContent || e.labels?.length)).map((e) => e.outerHTML)`)
		if len(nameless) > 0 {
			t.Errorf("the view %s has nameless controls: %q", view, nameless)
		}
	}
	if eval[bool](p, `"harm" in globalThis`) {
		t.Error("a text of the dataset ran as a script")
	}
}

// A dataset in which nothing was found says so.
func TestEmptyDataset(t *testing.T) {
	p := open(t, schemas.Rows{Documents: []schemas.Document{{DocID: "a", Authors: []string{}, SourcePath: "a.txt", MediaType: "text/plain", SHA256: "00", Text: "No.", NChars: 3}}})
	p.count("0 rows: 0 claims, 0 demands, 0 conditions")
	for _, view := range views {
		p.view(view)
	}
	p.do(fill("doc", "a"))
	p.until(`document.querySelector("#text .body")?.textContent === "No."`)
}

// Texts that would be HTML show as what they are.
func TestTextsStayText(t *testing.T) {
	p := open(t, sample.ByHand())
	p.view("reader")
	p.do(fill("doc", "hostile"))
	p.until(`document.querySelector("#text h2").textContent.startsWith("A title </script>")`)
	if body := eval[string](p, `document.querySelector("#text .body").textContent`); !strings.Contains(body, sample.Hostile+" is text") {
		t.Errorf("the document reads %q", body)
	}
	if eval[bool](p, `"harm" in globalThis || document.querySelector("#view img") !== null`) {
		t.Error("a text of the dataset became a part of the page")
	}
}

// fill puts a value into a field of the filters, as typing and leaving it does.
func fill(name, value string) step {
	return script(fmt.Sprintf(`(() => {
		const field = document.querySelector("#filters").elements[%q];
		field.value = %q;
		for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
	})()`, name, value))
}

func TestFilters(t *testing.T) {
	p := open(t, sample.ByHand())
	check := func(name, value string) step {
		return chromedp.Click(fmt.Sprintf(`input[name=%q][value=%q]`, name, value))
	}
	for _, f := range []struct {
		name string
		set  step
		want string
	}{
		{"kind", check("kinds", "demand"), "8 rows of 30: 0 claims, 8 demands, 0 conditions"},
		{"stance", check("facets", "doubt"), "2 rows of 30: 2 claims, 0 demands, 0 conditions"},
		{"strength", check("facets", "ultimatum"), "1 row of 30: 0 claims, 1 demand, 0 conditions"},
		{"document", fill("doc", "Talks on enrichment (enrichment/talks)"), "11 rows of 30: 4 claims, 4 demands, 3 conditions"},
		// Iran in any role: as source, addressee or topic.
		{"actor", fill("actor", "Iran (IRN)"), "9 rows of 30: 4 claims, 4 demands, 1 condition"},
		{"speaker", fill("speaker", "Iran (IRN)"), "4 rows of 30: 2 claims, 1 demand, 1 condition"},
		{"towards", fill("towards", "Iran (IRN)"), "6 rows of 30: 3 claims, 3 demands, 0 conditions"},
		// A person counts for the state that it speaks for, until it is asked to count for itself.
		{"principal", fill("speaker", "United States (USA)"), "6 rows of 30: 3 claims, 1 demand, 2 conditions"},
		{"words", fill("text", "SANCTIONS"), "5 rows of 30: 2 claims, 1 demand, 2 conditions"},
		{"dates", fill("from", "2022-01-01"), "3 rows of 30: 3 claims, 0 demands, 0 conditions"},
		{"confidence", fill("confidence", "0.75"), "16 rows of 30: 16 claims, 0 demands, 0 conditions"},
	} {
		ok := t.Run(f.name, func(t *testing.T) {
			p.T = t
			p.do(f.set)
			p.count(f.want)
			// The address carries the filters: opened anew it shows the same.
			p.do(script(`globalThis.stale = true; location.reload()`))
			p.until(`!globalThis.stale`)
			p.ready()
			p.count(f.want)
			p.do(script(`document.querySelector("#clear").click()`))
			p.count("30 rows: 16 claims, 8 demands, 6 conditions")
		})
		if !ok {
			break
		}
	}
	p.T = t
	// Filters add up.
	p.do(check("kinds", "claim"), check("facets", "oppose"), fill("actor", "China (CHN)"))
	p.count("1 row of 30: 1 claim, 0 demands, 0 conditions")
	// What is no actor is marked, and changes nothing.
	p.do(fill("actor", "Atlantis"))
	if eval[string](p, `document.querySelector("input[name=actor]").getAttribute("aria-invalid")`) != "true" {
		t.Error("an unknown actor is not marked as wrong")
	}
	p.count("1 row of 30: 1 claim, 0 demands, 0 conditions")
}

// A row leads to its sentence, a span to its row, by mouse and by keyboard.
func TestReaderLeadsBothWays(t *testing.T) {
	p := open(t, sample.ByHand())
	p.view("reader")
	row := func(words string) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".rows tr[data-row]")].find((tr) => tr.textContent.includes(%q))`, words)
	}
	chosen := func() string {
		return eval[string](p, `[...document.querySelectorAll("#text .span.chosen")].map((s) => s.className.replace(/span|chosen|claim|demand|condition/g, "").trim() + "=" + s.textContent).join("|")`)
	}
	p.do(script(row("must come before") + `.click()`))
	if got := p.text(".sentence.current"); !strings.Contains(got, "North Korea said that") {
		t.Errorf("the row leads to the sentence %q", got)
	}
	if got, want := chosen(), "source=North Korea|cue=said|content=the declaration must come before denuclearization"; got != want {
		t.Errorf("its spans are %q, want %q", got, want)
	}
	if !eval[bool](p, `(() => { const s = document.querySelector(".sentence.current").getBoundingClientRect(), f = document.querySelector("#text").getBoundingClientRect(); return s.top >= f.top && s.bottom <= f.bottom })()`) {
		t.Error("the sentence is not in view")
	}

	// The inmost of the spans under the mouse, then those around it.
	span := `[...document.querySelectorAll("#text .span")].find((s) => s.textContent === "sign the paper")`
	p.do(script(span + `.click()`))
	if got := p.text(".rows tr.chosen"); !strings.Contains(got, "Demand") || !strings.Contains(got, "China → United States") {
		t.Errorf("the span leads to the row %q", got)
	}
	if !eval[bool](p, `document.activeElement.matches(".rows tr.chosen")`) {
		t.Error("the row has not the focus")
	}
	p.do(script(span + `.click()`))
	if got := p.text(".rows tr.chosen"); !strings.Contains(got, "Claim") {
		t.Errorf("the second click leads to the row %q", got)
	}

	// Offsets count code points, whatever the characters.
	p.do(fill("doc", "wide"))
	p.until(`document.querySelector("#text h2").textContent.includes("会谈")`)
	p.do(script(row("islands") + `.click()`))
	if got, want := chosen(), "source=Japan|cue=said|content=🗾 islands 𠮷野 are 会谈 matters"; got != want {
		t.Errorf("the spans are %q, want %q", got, want)
	}

	// The keys: down the list, Enter to the text, Escape back.
	p.do(script(`document.querySelector("#clear").click()`), script(`document.querySelector(".rows tr[tabindex='0']").focus()`), chromedp.KeyEvent(kb.Home), chromedp.KeyEvent(kb.ArrowDown), enter)
	if !eval[bool](p, `document.activeElement.matches(".chip[aria-pressed=true]")`) {
		t.Errorf("Enter does not lead to the span but to %s", eval[string](p, `document.activeElement.outerHTML.slice(0, 200)`))
	}
	at := p.text(".rows tr.chosen")
	p.do(chromedp.KeyEvent(kb.ArrowRight), enter)
	if p.text(".rows tr.chosen") == at {
		t.Error("the arrow and Enter do not lead to the next span's row")
	}
	if !eval[bool](p, `document.activeElement.matches(".rows tr.chosen")`) {
		t.Error("Enter on a span does not lead to its row")
	}
}

// enter presses Enter. Chromedp's own way sends the letter even where the page
// has dealt with the key, as no keyboard does.
var enter = script(`if (document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })) &&
	document.activeElement.matches("button")) document.activeElement.click()`)

// The numbers and lines of each graph lead to their rows, and on to the reader.
func TestGraphsLeadToRows(t *testing.T) {
	p := open(t, sample.ByHand())
	for _, g := range []struct{ view, part, title, row string }{
		{"demands", `document.querySelector('.matrix button[aria-label="France of Iran: 1 demand"]')`, "Demands: France of Iran", "halt enrichment"},
		{"network", `[...document.querySelectorAll("line.edge.disagree")].find((l) => l.textContent.startsWith("Japan"))`, "Japan: 0 claims for, 1 against: the declaration would end the war", "the declaration would end the war"},
		{"conditions", `[...document.querySelectorAll(".arrow")].find((a) => a.textContent.includes("“after”"))`, "denuclearization comes before the declaration be made (temporal, “after”)", "denuclearization"},
	} {
		p.view(g.view)
		p.do(script(g.part + `.dispatchEvent(new MouseEvent("click", {bubbles: true}))`))
		if got := p.text(".evidence h2"); got != g.title {
			t.Errorf("in the view %s the evidence is of %q, want %q", g.view, got, g.title)
		}
		if got := p.text(".evidence li"); !strings.Contains(got, g.row) {
			t.Errorf("in the view %s the evidence is %q, want %q", g.view, got, g.row)
		}
		p.do(chromedp.Click(".evidence li button"))
		p.until(`document.querySelector("#view").dataset.view === "reader"`)
		if got := p.text(".sentence.current"); !strings.Contains(got, g.row) {
			t.Errorf("from the view %s the reader shows %q, want %q", g.view, got, g.row)
		}
		p.do(chromedp.NavigateBack())
		p.until(fmt.Sprintf(`document.querySelector("#view").dataset.view === %q`, g.view))
	}
	// A bar of the timeline narrows the dates.
	p.view("timeline")
	p.do(script(`document.querySelector("svg.chart .bin").dispatchEvent(new MouseEvent("click", {bubbles: true}))`))
	p.count("12 rows of 30: 6 claims, 3 demands, 3 conditions")
}

func TestCongruenceAndConflict(t *testing.T) {
	p := open(t, sample.ByHand())
	p.do(script(`location.hash = "#view=network&mode=actors"`))
	p.until(`document.querySelector("svg.graph") !== null && document.querySelector("[data-choice=mode]")?.value === "actors"`)
	edges := eval[[]string](p, `[...document.querySelectorAll("svg.graph line.edge title")].map((e) => e.textContent)`)
	for _, want := range []string{"Japan and South Korea: conflict in 1"} {
		if !slices.ContainsFunc(edges, func(e string) bool { return e == want || e == swapped(want) }) {
			t.Errorf("no edge %q among %q", want, edges)
		}
	}
}

func swapped(edge string) string {
	pair, rest, _ := strings.Cut(edge, ":")
	a, b, _ := strings.Cut(pair, " and ")
	return b + " and " + a + ":" + rest
}

func TestLightAndDark(t *testing.T) {
	p := open(t, sample.ByHand())
	ground := func(scheme string) string {
		p.prefer(scheme)
		return eval[string](p, `getComputedStyle(document.body).backgroundColor`)
	}
	if got := ground("light"); got != "rgb(255, 255, 255)" {
		t.Errorf("light ground is %s", got)
	}
	if got := ground("dark"); got != "rgb(20, 23, 28)" {
		t.Errorf("dark ground is %s", got)
	}
	p.do(chromedp.Click("#theme"))
	if got := eval[string](p, `getComputedStyle(document.body).backgroundColor`); got != "rgb(255, 255, 255)" {
		t.Errorf("the button gives the ground %s", got)
	}
}

// A page of many rows holds only those in view, and reaches all of them.
func TestHundredThousandRows(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a dataset of 100,000 rows")
	}
	p := open(t, sample.Generated(100_000))
	p.count("100,000 rows: 70,000 claims, 20,000 demands, 10,000 conditions")
	for _, view := range views {
		start := time.Now()
		p.view(view)
		t.Logf("%s is drawn in %v", view, time.Since(start).Round(10*time.Millisecond))
		if n := eval[int](p, `document.querySelectorAll("#view *").length`); n > 12_000 {
			t.Errorf("the view %s holds %d elements", view, n)
		}
	}
	p.do(script(`document.querySelector(".rows tr[tabindex='0']").focus()`), chromedp.KeyEvent(kb.End))
	p.until(`document.activeElement.getAttribute("aria-rowindex") === "100001"`)
	p.do(enter)
	p.until(`document.querySelector("#text h2").textContent === "Communiqué 1999"`)
	if got := p.text(".sentence.current"); !strings.Contains(got, "in case 49") {
		t.Errorf("the last row leads to %q", got)
	}
	p.do(fill("text", "treaty of the border in case 4"))
	p.until(`/^[\d,]+ rows of 100,000/.test(document.querySelector("#count").textContent)`)
}

// TestScreenshots writes pictures for people to look at.
func TestScreenshots(t *testing.T) {
	if *shots == "" {
		t.Skip("pictures of every view: go test ./pipeline/publish/report -run Screenshots -shots DIR")
	}
	for name, rows := range map[string]schemas.Rows{"small": sample.ByHand(), "large": sample.Generated(100_000)} {
		p := open(t, rows)
		for _, scheme := range []string{"light", "dark"} {
			p.prefer(scheme)
			for _, view := range append(slices.Clone(views), "network&mode=actors&by=about", "reader&chosen") {
				p.do(script(fmt.Sprintf(`location.hash = "#view=%s"`, view)), chromedp.Sleep(500*time.Millisecond))
				if view == "reader&chosen" {
					p.do(script(`document.querySelectorAll(".rows tr[data-row]")[3].click()`))
				}
				picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				file := fmt.Sprintf("%s-%s-%s.png", name, scheme, strings.NewReplacer("&", "-", "=", "-").Replace(view))
				if err := os.WriteFile(filepath.Join(*shots, file), picture, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
