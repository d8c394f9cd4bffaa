package rdfa

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/schemaorg"
	"github.com/metacheck/metacheck/schemaorg/microdata"
)

func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob("/work/shared/corpus/pages/*")
	u, _ := url.Parse("https://example.com/dir/page.html")
	var parse, md, rd, enter time.Duration
	for _, f := range files {
		fh, _ := os.Open(f)
		t0 := time.Now()
		doc, err := html.Parse(fh)
		fh.Close()
		if err != nil {
			continue
		}
		t1 := time.Now()
		mi, mp := microdata.Extract(doc, u)
		t2 := time.Now()
		ri, rp := Extract(doc, u)
		t3 := time.Now()
		x := New(u)
		walk(doc, func(n *html.Node) {
			if n.Type == html.ElementNode {
				x.Enter(n)
			}
		}, func(*html.Node) {})
		enter += time.Since(t3)
		parse += t1.Sub(t0)
		md += t2.Sub(t1)
		rd += t3.Sub(t2)
		if len(mi)+len(mp)+len(ri)+len(rp) == 0 {
			continue
		}
		fmt.Println("==", filepath.Base(f), len(mi), len(mp), len(ri), len(rp))
		for _, p := range mp {
			fmt.Println("   md", p.Code, p.Message)
		}
		for _, p := range rp {
			fmt.Println("   rd", p.Code, p.Message)
		}
		for _, it := range ri {
			show(it, "   ", 0)
		}
	}
	fmt.Println(parse, md, rd, enter)
}

func show(it *schemaorg.Item, in string, d int) {
	fmt.Println(in, it.Types, it.ID, it.Reference)
	for _, p := range it.Properties {
		fmt.Printf("%s  %s: %.60q\n", in, p.Name, p.Value.Text)
		if p.Value.Item != nil && d < 4 {
			show(p.Value.Item, in+"    ", d+1)
		}
	}
}
