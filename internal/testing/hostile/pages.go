package hostile

import "strings"

// The ends of blocks of structured data.
const (
	ld    = `<script type="application/ld+json">`
	org   = ld + `{"@context":"https://schema.org",`
	graph = org + `"@graph":[`
	close = `</script>`
	scope = `<div itemscope itemtype="https://schema.org/`
	vocab = `<div vocab="https://schema.org/" `
	page  = `<!doctype html><html lang=en><head><title>x</title>`
)

// children are many items as the values of one property of one parent, in each
// syntax.
func children(parent, property, child, body string) []Shape {
	name := property + " " + child
	typed := `{"@type":"` + child + `"`
	md, rd := "", ""
	for _, pair := range strings.Fields(body) {
		term, value, _ := strings.Cut(pair, "=")
		typed += `,"` + term + `":"` + value + `"`
		md += `<meta itemprop=` + term + ` content="` + value + `">`
		rd += `<meta property=` + term + ` content="` + value + `">`
	}
	return []Shape{
		{Name: "JSON-LD " + name, Head: page + org + `"@type":"` + parent + `","` + property + `":[`, Unit: typed + `}`, Sep: ",", Foot: `]}` + close},
		{Name: "microdata " + name, Head: page + scope + parent + `">`, Unit: `<div itemprop=` + property + ` itemscope itemtype="https://schema.org/` + child + `">` + md + `</div>`, Foot: `</div>`},
		{Name: "RDFa " + name, Head: page + vocab + `typeof=` + parent + `>`, Unit: `<div property=` + property + ` typeof=` + child + `>` + rd + `</div>`, Foot: `</div>`},
	}
}

// Pages are shapes of metadata, for the whole way of a page.
var Pages = func() []Shape {
	var list []Shape
	for _, family := range [][]Shape{
		// Many under one parent.
		children("CollectionPage", "hasPart", "Article", ""),
		children("CollectionPage", "hasPart", "NewsArticle", "headline=H%d datePublished=2024-01-01 dateModified=2024-01-01 url=https://e.org/%d"),
		children("Blog", "blogPost", "BlogPosting", "headline=x"),
		children("ItemList", "itemListElement", "ListItem", "position=%d url=https://e.org/%d"),
		children("BreadcrumbList", "itemListElement", "ListItem", "position=%d name=N item=https://e.org/%d"),
		children("ItemList", "itemListElement", "Product", "name=P%d sku=%d"),
		children("Product", "offers", "Offer", "price=1 priceCurrency=EUR availability=InStock"),
		children("Product", "review", "Review", "reviewBody=x author=A%d"),
		children("Product", "aggregateRating", "AggregateRating", "ratingValue=%d reviewCount=1"),
		children("Product", "hasVariant", "Product", "name=x color=c%d"),
		children("NewsArticle", "author", "Person", "name=A%d url=https://e.org/%d"),
		children("NewsArticle", "image", "ImageObject", "url=https://e.org/%d width=1 height=1"),
		children("NewsArticle", "mainEntityOfPage", "WebPage", "name=%d"),
		children("Organization", "event", "Event", "name=E startDate=2024-01-01 endDate=2023-01-01"),
		children("FAQPage", "mainEntity", "Question", "name=Q%d"),
		children("Recipe", "recipeInstructions", "HowToStep", "text=t%d"),
		children("WebPage", "video", "VideoObject", "name=V uploadDate=2024-01-01 duration=PT%dM"),
		children("LocalBusiness", "openingHoursSpecification", "OpeningHoursSpecification", "opens=08:00 closes=07:00 dayOfWeek=Monday"),
		children("Thing", "foo", "Bar", "baz=%d"),
		children("WebPage", "mentions", "Thing", "name=%d sameAs=https://e.org/%d"),
		children("WebPage", "mainEntity", "Article", "headline=x"),
		scripts, references, microdata, rdfa, bases, head, texts, blocks,
	} {
		list = append(list, family...)
	}
	return list
}()

// scripts are shapes of JSON-LD.
var scripts = []Shape{
	{Name: "graph of articles", Head: page + graph, Unit: `{"@type":"Article","headline":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of products", Head: page + graph, Unit: `{"@type":"Product","name":"Mug","offers":{"@type":"Offer","price":1}}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of distinct products", Head: page + graph, Unit: `{"@type":"Product","name":"Mug %d","sku":"%d","aggregateRating":{"@type":"AggregateRating","ratingValue":9}}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of events", Head: page + graph, Unit: `{"@type":"Event","name":"E%d","startDate":"2024-02-30","location":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of breadcrumbs", Head: page + graph, Unit: `{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"a"},{"@type":"ListItem","position":3}]}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of organizations", Head: page + graph, Unit: `{"@type":"Organization","name":"O%d","logo":"/x","url":"/"}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of jobs", Head: page + graph, Unit: `{"@type":"JobPosting","title":"x","datePosted":"2024"}`, Sep: ",", Foot: `]}` + close},
	{Name: "graph of pages", Head: page + graph, Unit: `{"@type":"WebPage","@id":"https://e.org/a","name":"%d","url":"https://e.org/%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "nested objects", Head: page + org + `"x":`, Unit: `{"@type":"Article","hasPart":`, Tail: `}`, Foot: `}` + close},
	{Name: "deep keys and many faults", From: 1 << 17, Head: page + org + `"@type":"Thing","subjectOf":` + strings.Repeat(`{"@type":"CreativeWork","hasPart":`, 60) + `[`, Unit: `{"@type":"Article","datePublished":"%d-13-45"}`, Sep: ",", Foot: `]` + strings.Repeat("}", 60) + `}` + close},
	{Name: "arrays in arrays", Head: page + org + `"@type":"Thing","name":`, Unit: `[`, Tail: `]`, Foot: `}` + close},
	{Name: "many types", Head: page + org + `"name":"x","@type":[`, Unit: `"T%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "many known types", Head: page + org + `"name":"x","@type":[`, Unit: `"Product","Article","Event"`, Sep: ",", Foot: `]}` + close},
	{Name: "many types and many properties", Head: page + org + `"@type":["Article",` + strings.TrimSuffix(Numbered(`"T%d",`, 300), ",") + `],"x":1`, Unit: `,"p%d":"x"`, Foot: `}` + close},
	{Name: "many keys", Head: page + org + `"@type":"Product"`, Unit: `,"p%d":"x"`, Foot: `}` + close},
	{Name: "one key again and again", Head: page + org + `"@type":"Product"`, Unit: `,"name":"x%d"`, Foot: `}` + close},
	{Name: "one property, many values", Head: page + org + `"@type":"Product","name":[`, Unit: `"v%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "one property, many bad dates", Head: page + org + `"@type":"Article","datePublished":[`, Unit: `"2024-13-%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "one property, many URLs", Head: page + org + `"@type":"Article","image":[`, Unit: `"/i/%d.png"`, Sep: ",", Foot: `]}` + close},
	{Name: "empty values", Head: page + org + `"@type":"Product","name":[`, Unit: `"",null,{}`, Sep: ",", Foot: `]}` + close},
	{Name: "many sameAs", Head: page + org + `"@type":"Organization","name":"x","sameAs":[`, Unit: `"https://e.org/%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "many keywords", Head: page + org + `"@type":"Article","keywords":"`, Unit: `k%d,`, Foot: `"}` + close},
	{Name: "terms of a context", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/"`, Unit: `,"t%d":"https://e.org/%d"`, Foot: `},"@type":"Thing"}` + close},
	{Name: "contexts in a list", From: 1 << 17, Head: page + ld + `{"@context":[`, Unit: `{"t%d":"https://e.org/%d"}`, Sep: ",", Foot: `],"@type":"Thing"}` + close},
	{Name: "contexts in objects", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/"},"@graph":[`, Unit: `{"@context":{"a":"name"},"@type":"Thing","a":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "large context, contexts in objects", From: 1 << 17, Head: page + ld + `{"@context":{"@vocab":"https://schema.org/"` + Numbered(`,"t%d":"https://e.org/%d"`, 300) + `},"@graph":[`, Unit: `{"@context":{"a":"name"},"@type":"Thing","a":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "half a context, contexts in objects", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/"`, Long: `,"` + strings.Repeat("x", 20) + `":"a:b"`, Neck: `},"@graph":[`, Unit: `{"@context":{"a":"name"},"@type":"Thing","a":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "contexts inside one another", From: 1 << 17, Head: page + ld, Unit: `{"@context":{"a%d":"https://e.org/%d"},"https://schema.org/hasPart":`, Tail: `}`, Foot: close},
	{Name: "prefixes of prefixes", Head: page + ld + `{"@context":{"a0":"https://e.org/"`, Unit: `,"b%d":"a0:b/","c%d":"b%d:c/"`, Foot: `},"c1:x":"y"}` + close},
	{Name: "scoped contexts", Head: page + ld + `{"@context":{"@version":1.1,"@vocab":"https://schema.org/","p":{"@id":"hasPart","@context":{"q":"name"}}},"@graph":[`, Unit: `{"p":{"q":"x"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "language maps", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/","n":{"@id":"name","@container":"@language"}},"@type":"Thing","n":{"en":"x"`, Unit: `,"x-%d":"v"`, Foot: `}}` + close},
	{Name: "reverse", Head: page + org + `"@type":"Thing","@reverse":{"about":[`, Unit: `{"@type":"Article","headline":"x"}`, Sep: ",", Foot: `]}}` + close},
	{Name: "JSON that does not end", Head: page, Unit: ld + `{"@context":"https://schema.org","name":"x` + close},
	{Name: "commas too many", Head: page + org + `"@type":"Thing","name":[`, Unit: `"x",,`, Foot: `]}` + close},
	{Name: "escapes in JSON", Head: page + org + `"@type":"Thing","name":"`, Unit: `\u00e9`, Foot: `"}` + close},
	{Name: "line ends in JSON", Head: page + org + `"@type":"Thing","name":["a"`, Unit: ",\n\"a\"", Foot: `]}` + close},
	{Name: "raw controls in JSON", Head: page + org + `"@type":"Thing","name":"`, Unit: "a\n", Foot: `"}` + close},
}

// references are items that refer to one another by IDs.
var references = []Shape{
	{Name: "one ID for all", Head: page + graph, Unit: `{"@type":"Article","@id":"#a","headline":"x%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "one ID for all, with references", Head: page + graph, Unit: `{"@type":"Article","@id":"#a","author":{"@id":"#a"},"headline":"x%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "chain of IDs", Head: page + graph, Unit: `{"@type":"Article","@id":"#%d","isPartOf":{"@id":"#%d0"},"hasPart":{"@id":"#%d1"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "cycles of IDs", Head: page + graph, Unit: `{"@type":"Article","@id":"#%d","hasPart":{"@id":"#0"},"author":{"@id":"#1"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "references to nothing", Head: page + org + `"@type":"Article","author":[`, Unit: `{"@id":"#n%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "references to one", Head: page + graph + `{"@type":"Person","@id":"#p","name":"P"},`, Unit: `{"@type":"Article","headline":"x","author":{"@id":"#p"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "references to one with many values", Head: page + graph + `{"@type":"Person","@id":"#p","name":"P","sameAs":[`, Long: `"https://e.org/x",`, Neck: `""]},`, Unit: `{"@type":"Article","headline":"x","author":{"@id":"#p"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "references to an article with many properties", Head: page + graph + `{"@type":"Article","@id":"#p","name":"P","hasPart":[`, Long: `{"@type":"Thing"},`, Neck: `""]},`, Unit: `{"@type":"WebPage","name":"x","mainEntity":{"@id":"#p"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "variants of a group with many properties", Head: page + graph + `{"@type":"ProductGroup","@id":"#p","name":"P","variesBy":[`, Long: `"color",`, Neck: `""]},`, Unit: `{"@type":"Product","name":"x","isVariantOf":{"@id":"#p"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "parent with many values and many children", Head: page + org + `"@type":"Product","name":["`, Long: `x","`, Neck: `"],"offers":[`, Unit: `{"@type":"Offer","price":"1,0"}`, Sep: ",", Foot: `]}` + close},
	{Name: "rated parent with many values", Head: page + org + `"@type":"Product","name":["`, Long: `x","`, Neck: `"],"aggregateRating":[`, Unit: `{"@type":"AggregateRating","ratingValue":"%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "reviewed parent with many values", Head: page + org + `"@type":"Product","name":["`, Long: `x","`, Neck: `"],"review":[`, Unit: `{"@type":"Review","reviewRating":{"@type":"Rating","ratingValue":"%d"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "list with many values and breadcrumbs", Head: page + org + `"@type":"BreadcrumbList","name":["`, Long: `x","`, Neck: `"],"itemListElement":[`, Unit: `{"@type":"ListItem","position":%d,"item":{"@type":"Thing","name":"x"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "many parents of one", Head: page + `<div id=c itemprop=hasPart itemscope itemtype="https://schema.org/Article"><meta itemprop=headline content=x></div>`, Unit: `<div itemscope itemtype="https://schema.org/WebPage" itemref=c></div>`},
	{Name: "blank nodes", Head: page + graph, Unit: `{"@type":"Article","@id":"_:b%d","author":{"@id":"_:b0"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "one ID in three syntaxes", Head: page, Unit: org + `"@type":"Article","@id":"#a","headline":"x%d"}` + close + scope + `Article" itemid="#a"><meta itemprop=headline content=%d></div>` + vocab + `typeof=Article resource="#a"><meta property=headline content=%d></div>`},
	{Name: "long ID and references", Head: page + graph + `{"@type":"Person","@id":"#`, Long: "x", Neck: `"},`, Unit: `{"@type":"Article","author":{"@id":"#y"}}`, Sep: ",", Foot: `]}` + close},
}

// microdata are shapes of microdata alone.
var microdata = []Shape{
	{Name: "microdata items", Head: page, Unit: scope + `Product"><span itemprop=name>x</span></div>`},
	{Name: "microdata articles", Head: page, Unit: scope + `Article"><span itemprop=headline>x</span></div>`},
	{Name: "microdata nested", Head: page, Unit: `<div itemprop=hasPart itemscope itemtype="https://schema.org/Article">`},
	{Name: "names on one element", Head: page + scope + `Product"><p itemprop="`, Unit: `p%d `, Foot: `">x</p></div>`},
	{Name: "types on one element", Head: page + `<div itemscope itemtype="`, Unit: `https://schema.org/T%d `, Foot: `"><p itemprop=name>x</div>`},
	{Name: "one name on many elements", From: 1 << 17, Head: page + scope + `Product">`, Unit: `<p itemprop=name>x`, Foot: `</div>`},
	{Name: "bad names on many elements", Head: page + scope + `Product">`, Unit: `<p itemprop="na.me nam">`, Foot: `</div>`},
	{Name: "itemprops around one text", Head: page + scope + `Product">`, Unit: `<i itemprop=name>x`, Foot: `</div>`},
	{Name: "itemprops inside one another", From: 1 << 17, Head: page + scope + `Product">`, Unit: `<div itemprop=name>x`, Foot: `</div>`},
	{Name: "itemprops outside of items", Head: page, Unit: `<p itemprop=name>x`},
	{Name: "itemref chain", Head: page, Unit: `<div id=r%d itemprop=hasPart itemscope itemtype="https://schema.org/Article" itemref="r%d0 r%d1"></div>`},
	{Name: "itemref to all", Head: page + scope + `Product" itemref="` + Numbered("r%d ", 2000) + `">`, Unit: `<p id=r%d itemprop=name>x</p>`, Foot: `</div>`},
	{Name: "itemref many to one", Head: page + `<p id=r itemprop=name>x</p>`, Unit: `<div itemscope itemref=r></div>`},
	{Name: "itemref many to much", Head: page + `<div id=r>`, Long: `<p itemprop=name>x</p>`, Neck: `</div>`, Unit: `<div itemscope itemref=r></div>`},
	{Name: "itemref many to a long text", From: 1 << 16, Head: page + `<p id=r itemprop=name>`, Long: `x y `, Neck: `</p>`, Unit: `<div itemscope itemtype="https://schema.org/Product" itemref=r></div>`},
	{Name: "itemref to nothing", Head: page + `<div itemscope itemref="`, Unit: `r%d `, Foot: `"></div>`},
	{Name: "itemref tokens that repeat", Head: page + `<p id=r itemprop=name>x</p><div itemscope itemref="`, Unit: `r `, Foot: `"></div>`},
	{Name: "equal ids", Head: page + `<div itemscope itemref=r></div>`, Unit: `<p id=r itemprop=name>x</p>`},
	{Name: "long type, many items", Head: page + `<div itemscope itemtype="https://schema.org/`, Long: "x", Neck: `">`, Unit: `<p itemprop=name>x</p>`, Foot: `</div>`},
	{Name: "long lang, many values", Head: page + `<div lang="`, Long: "en-", Neck: `">` + scope + `Product">`, Unit: `<p itemprop=name>x</p>`, Foot: `</div>`},
	{Name: "microdata URLs", Head: page + scope + `Product">`, Unit: `<a itemprop=url href="/%d">x</a>`, Foot: `</div>`},
	{Name: "microdata times", Head: page + scope + `Article">`, Unit: `<time itemprop=datePublished datetime="2024-%d">x</time>`, Foot: `</div>`},
}

// rdfa are shapes of RDFa alone.
var rdfa = []Shape{
	{Name: "RDFa items", Head: page, Unit: vocab + `typeof=Product><span property=name>x</span></div>`},
	{Name: "RDFa nested", From: 1 << 17, Head: page + vocab + `typeof=Article>`, Unit: `<div property=hasPart typeof=Article>`},
	{Name: "RDFa chain", Head: page + vocab + `typeof=Article>`, Unit: `<div rel=hasPart><div typeof=Article>`},
	{Name: "RDFa hanging rel", Head: page + vocab + `rel=hasPart>`, Unit: `<p typeof=Article></p>`, Foot: `</div>`},
	{Name: "RDFa hanging rels", Head: page + vocab + `rel="` + Numbered("p%d ", 300) + `">`, Unit: `<p typeof=Article></p>`, Foot: `</div>`},
	{Name: "RDFa half hanging rels", Head: page + vocab + `rel="`, Long: "name ", Neck: `">`, Unit: `<p typeof=Article></p>`, Foot: `</div>`},
	{Name: "RDFa properties on one element", Head: page + vocab + `typeof=Product><p property="`, Unit: `p%d `, Foot: `">x</p></div>`},
	{Name: "RDFa types on one element", Head: page + vocab + `typeof="`, Unit: `T%d `, Foot: `"><p property=name>x</p></div>`},
	{Name: "RDFa prefixes", Head: page + `<div prefix="`, Unit: `p%d: https://e.org/%d `, Foot: `"><p property="p1:name">x</p></div>`},
	{Name: "RDFa prefixes on many elements", Head: page, Unit: `<div prefix="p%d: https://e.org/%d"><p property="p%d:name">x</p>`},
	{Name: "RDFa many prefixes and elements with one", Head: page + `<div prefix="`, Long: "xx: https://e.org/ ", Neck: `">`, Unit: `<p prefix="y: https://e.org/" property="y:name">x</p>`, Foot: `</div>`},
	{Name: "RDFa 300 prefixes and elements with one", From: 1 << 17, Head: page + `<div prefix="` + Numbered("x%d: https://e.org/ ", 300) + `">`, Unit: `<p prefix="y: https://e.org/" property="y:name">x</p>`, Foot: `</div>`},
	{Name: "RDFa unknown prefixes", Head: page + `<div typeof="x:y">`, Unit: `<p property="q%d:name">x</p>`, Foot: `</div>`},
	{Name: "RDFa long prefix, many names", Head: page + `<div prefix="p: https://e.org/`, Long: "x/", Neck: `">`, Unit: `<p property="p:n%d">x</p>`, Foot: `</div>`},
	{Name: "RDFa long vocab, many names", Head: page + `<div vocab="https://e.org/`, Long: "x/", Neck: `" typeof=X>`, Unit: `<p property="n%d">x</p>`, Foot: `</div>`},
	{Name: "RDFa long prefix name, many names", Head: page + `<div prefix="`, Long: "p", Neck: `: https://e.org/" typeof="p:X">`, Unit: `<p property="q:n%d">x</p>`, Foot: `</div>`},
	{Name: "RDFa long resource, many properties", Head: page + `<div vocab="https://schema.org/" typeof=Product resource="https://e.org/`, Long: "x/", Neck: `">`, Unit: `<p property="name">x</p>`, Foot: `</div>`},
	{Name: "RDFa resources", Head: page + `<div vocab="https://schema.org/">`, Unit: `<p resource="#r%d" typeof=Article><a property=author href="#r1">x</a></p>`, Foot: `</div>`},
	{Name: "RDFa copies", Head: page + `<div vocab="http://www.w3.org/ns/rdfa#" ><div resource="#p" typeof="Pattern">`, Long: `<p property="https://schema.org/name">x</p>`, Neck: `</div>`, Unit: `<p typeof="https://schema.org/Thing"><link property="copy" href="#p"></p>`, Foot: `</div>`},
	{Name: "RDFa one subject", Head: page, Unit: vocab + `resource="#a" typeof=Product><span property=name>x%d</span></div>`},
	{Name: "RDFa lists", Head: page + vocab + `typeof=Product>`, Unit: `<p inlist property=name>x</p>`, Foot: `</div>`},
	{Name: "RDFa properties inside one another", From: 1 << 17, Head: page + vocab + `typeof=Product>`, Unit: `<div property=name>x`},
	{Name: "RDFa XML literals", Head: page + vocab + `typeof=Product>`, Unit: `<div property=name datatype="rdf:XMLLiteral">x`},
	{Name: "RDFa HTML literals", Head: page + vocab + `typeof=Product>`, Unit: `<i property=name datatype="rdf:HTML">x`},
}

// longBase is a base element as long as half of the page.
const longBase = page + `<base href="https://e.org/`

// bases are pages whose relative URLs hang on a long one.
var bases = []Shape{
	{Name: "long base, alternates", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=alternate hreflang=de href="../x">`},
	{Name: "long base, distinct alternates", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=alternate hreflang=de-%d href="x%d">`},
	{Name: "long base, empty links", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=alternate hreflang=de href="#">`},
	{Name: "long base, canonicals", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=canonical href="x%d">`},
	{Name: "long base, icons", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=icon href="x%d">`},
	{Name: "long base, feeds", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=alternate type="application/rss+xml" href="x%d">`},
	{Name: "long base, next", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel="next prev amphtml shortlink" href="x%d">`},
	{Name: "long base, AMP", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=amphtml href="x">`},
	{Name: "long base, other links", Head: longBase, Long: "a/", Neck: `">`, Unit: `<link rel=stylesheet href="x">`},
	{Name: "long base, anchors", Head: longBase, Long: "a/", Neck: `">`, Unit: `<a href="x">x</a>`},
	{Name: "long base, og:image", Head: longBase, Long: "a/", Neck: `">`, Unit: `<meta property="og:image" content="x%d">`},
	{Name: "long base, og:url", Head: longBase, Long: "a/", Neck: `">`, Unit: `<meta property="og:url" content="x%d">`},
	{Name: "long base, twitter:image", Head: longBase, Long: "a/", Neck: `">`, Unit: `<meta name="twitter:image" content="x%d">`},
	{Name: "long base, microdata URLs", Head: longBase, Long: "a/", Neck: `">` + scope + `Product">`, Unit: `<a itemprop=url href="x">x</a>`},
	{Name: "long base, microdata images", Head: longBase, Long: "a/", Neck: `">` + scope + `NewsArticle">`, Unit: `<img itemprop=image src="x%d">`},
	{Name: "long base, itemid", Head: longBase, Long: "a/", Neck: `">`, Unit: `<p itemscope itemtype="https://schema.org/Thing" itemid="x%d">`},
	{Name: "long base, relative itemtype", Head: longBase, Long: "a/", Neck: `">`, Unit: `<p itemscope itemtype="x%d">`},
	{Name: "long base, JSON-LD IDs", Head: longBase, Long: "a/", Neck: `">` + graph, Unit: `{"@type":"Thing","@id":"x%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "long base, JSON-LD references", Head: longBase, Long: "a/", Neck: `">` + org + `"@type":"Article","author":[`, Unit: `{"@id":"#a"}`, Sep: ",", Foot: `]}` + close},
	{Name: "long base, JSON-LD URLs", Head: longBase, Long: "a/", Neck: `">` + org + `"@type":"Article","url":[`, Unit: `"x%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "long base, JSON-LD images", Head: longBase, Long: "a/", Neck: `">` + org + `"@type":"Article","headline":"x","image":[`, Unit: `"x"`, Sep: ",", Foot: `]}` + close},
	{Name: "long base, JSON-LD types", Head: longBase, Long: "a/", Neck: `">` + ld + `{"@type":[`, Unit: `"x%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "long base, blocks", Head: longBase, Long: "a/", Neck: `">`, Unit: org + `"@type":"Thing","@id":"x"}` + close},
	{Name: "long base, RDFa resources", Head: longBase, Long: "a/", Neck: `">` + vocab + `>`, Unit: `<p resource="x%d" typeof=Thing>`},
	{Name: "long base, RDFa links", Head: longBase, Long: "a/", Neck: `">` + vocab + `typeof=Thing>`, Unit: `<a property=url href="x">x</a>`},
	{Name: "long base, RDFa items", Head: longBase, Long: "a/", Neck: `">`, Unit: vocab + `typeof=Thing about=""><p property=name>x</p></div>`},
	{Name: "long base without scheme", Head: page + `<base href="`, Long: "a/", Neck: `">`, Unit: `<link rel=alternate hreflang=de href="x">`},
	{Name: "long query in base", Head: page + `<base href="https://e.org/?`, Long: "a=b&", Neck: `">`, Unit: `<link rel=alternate hreflang=de href="">`},
	{Name: "long host in base", Head: page + `<base href="https://`, Long: "a.", Neck: `e/">`, Unit: `<link rel=alternate hreflang=de href="/x">`},
	{Name: "long user in base", Head: page + `<base href="https://`, Long: "a", Neck: `@e.org/">`, Unit: `<link rel=alternate hreflang=de href="/x">`},
	{Name: "long fragment in base", Head: page + `<base href="https://e.org/#`, Long: "a", Neck: `">`, Unit: `<link rel=alternate hreflang=de href="/x">`},
	{Name: "many bases", Head: page, Unit: `<base href="x%d">`},
	{Name: "long @base", Head: page + ld + `{"@context":["https://schema.org",{"@base":"https://e.org/`, Long: "a/", Neck: `"}],"@graph":[`, Unit: `{"@type":"Thing","@id":"x%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "chain of @base", Head: page + ld + `{"@context":[{"@base":"https://e.org/"}`, Unit: `,{"@base":"aaaaaaaaaaaaaaaa/"}`, Foot: `],"@id":"x"}` + close},
	{Name: "nested @base", Head: page + ld, Unit: `{"@context":{"@base":"aaaaaaaaaaaaaaaa/"},"@id":"x","https://schema.org/hasPart":`, Tail: `}`, Foot: close},
	{Name: "long @vocab", Head: page + ld + `{"@context":{"@vocab":"https://e.org/`, Long: "a/", Neck: `"}`, Unit: `,"p%d":"x"`, Foot: `}` + close},
	{Name: "long @vocab, types", Head: page + ld + `{"@context":{"@vocab":"https://e.org/`, Long: "a/", Neck: `"},"@type":[`, Unit: `"T%d"`, Sep: ",", Foot: `]}` + close},
	{Name: "chain of @vocab", Head: page + ld + `{"@context":[{"@version":1.1,"@vocab":"https://e.org/"}`, Unit: `,{"@vocab":"aaaaaaaaaaaaaaaa/"}`, Foot: `],"x":"y"}` + close},
	{Name: "long prefix in a context", Head: page + ld + `{"@context":{"a":"https://e.org/`, Long: "a/", Neck: `"}`, Unit: `,"a:p%d":"x"`, Foot: `}` + close},
	{Name: "terms of a long prefix", Head: page + ld + `{"@context":{"a":"https://e.org/`, Long: "a/", Neck: `"`, Unit: `,"t%d":"a:t%d"`, Foot: `}}` + close},
	{Name: "chain of prefixes", Head: page + ld + `{"@context":[{"a":"https://e.org/"}`, Unit: `,{"a":"a:aaaaaaaaaaaaaaaa/"}`, Foot: `],"a:x":"y"}` + close},
	{Name: "IDs of a long prefix", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/","a":"https://e.org/`, Long: "a/", Neck: `"},"@graph":[`, Unit: `{"@type":"Thing","@id":"a:p%d"}`, Sep: ",", Foot: `]}` + close},
	{Name: "long language in a context", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/","@language":"en-`, Long: "a", Neck: `"},"@type":"Thing","name":[`, Unit: `"x"`, Sep: ",", Foot: `]}` + close},
	{Name: "long datatype in a context", Head: page + ld + `{"@context":{"@vocab":"https://schema.org/","name":{"@type":"https://e.org/`, Long: "a", Neck: `"}},"@type":"Thing","name":[`, Unit: `"x"`, Sep: ",", Foot: `]}` + close},
}

// head are shapes of meta elements, links and titles.
var head = []Shape{
	{Name: "one meta name", Head: page, Unit: `<meta name=description content="x">`},
	{Name: "meta names", Head: page, Unit: `<meta name="n%d" content="x">`},
	{Name: "unknown Open Graph", Head: page, Unit: `<meta property="og:n%d" content="x">`},
	{Name: "Open Graph titles", Head: page, Unit: `<meta property="og:title" content="x%d">`},
	{Name: "images", Head: page, Unit: `<meta property="og:image" content="https://e.org/%d.png"><meta property="og:image:width" content="1">`},
	{Name: "widths of one image", Head: page + `<meta property="og:image" content="https://e.org/a.png">`, Unit: `<meta property="og:image:width" content="%d">`},
	{Name: "image URLs of one image", Head: page + `<meta property="og:image" content="https://e.org/a.png">`, Unit: `<meta property="og:image:secure_url" content="%d">`},
	{Name: "image URLs, one by one", Head: page, Unit: `<meta property="og:image:url" content="%d">`},
	{Name: "properties of one meta", Head: page + `<meta content=x property="`, Unit: `og:p%d `, Foot: `">`},
	{Name: "orphans", Head: page, Unit: `<meta property="og:image:width" content="%d">`},
	{Name: "article tags", Head: page, Unit: `<meta property="article:tag" content="t%d">`},
	{Name: "article authors", Head: page, Unit: `<meta property="article:author" content="A %d">`},
	{Name: "see also", Head: page, Unit: `<meta property="og:see_also" content="/%d">`},
	{Name: "locales", Head: page, Unit: `<meta property="og:locale:alternate" content="xx_%d">`},
	{Name: "published times", Head: page, Unit: `<meta property="article:published_time" content="2024-01-01T00:00:%dZ">`},
	{Name: "Twitter", Head: page, Unit: `<meta name="twitter:n%d" content="x">`},
	{Name: "robots", Head: page, Unit: `<meta name=robots content="max-snippet:%d">`},
	{Name: "crawlers", Head: page, Unit: `<meta name="bot%d" content="noindex">`},
	{Name: "directives", Head: page + `<meta name=robots content="`, Unit: `max-snippet:%d,`, Foot: `">`},
	{Name: "refreshes", Head: page, Unit: `<meta http-equiv=refresh content="%d;url=/x">`},
	{Name: "charsets", Head: page, Unit: `<meta charset="utf-%d">`},
	{Name: "viewports", Head: page, Unit: `<meta name=viewport content="width=%d">`},
	{Name: "canonicals", Head: page, Unit: `<link rel=canonical href="https://e.org/%d">`},
	{Name: "one canonical", Head: page, Unit: `<link rel=canonical href="https://e.org/a">`},
	{Name: "alternates", Head: page, Unit: `<link rel=alternate hreflang="x%d" href="https://e.org/%d">`},
	{Name: "alternates of one language", Head: page, Unit: `<link rel=alternate hreflang="en" href="https://e.org/%d">`},
	{Name: "alternates of one URL", Head: page, Unit: `<link rel=alternate hreflang="x%d" href="https://e.org/a">`},
	{Name: "languages", Head: page, Unit: `<link rel=alternate hreflang="en-%d" href="/%d">`},
	{Name: "long language, many alternates", Head: page + `<link rel=alternate href="/x" hreflang="`, Long: "en-", Neck: `">`, Unit: `<link rel=alternate hreflang="en" href="/%d">`},
	{Name: "feeds", Head: page, Unit: `<link rel=alternate type="application/rss+xml" title=x href="/%d">`},
	{Name: "icons", Head: page, Unit: `<link rel=icon sizes="%dx%d" href="/%d">`},
	{Name: "rel tokens", Head: page + `<link href="/x" rel="`, Unit: `canonical `, Foot: `">`},
	{Name: "distinct rel tokens", Head: page + `<link href="/x" rel="`, Unit: `r%d `, Foot: `">`},
	{Name: "rel tokens of many links", Head: page, Unit: `<link href="/x" rel="a b c d e f g h i j k l m n o p q r s t">`},
	{Name: "sizes", Head: page + `<link rel=icon href="/x" sizes="`, Unit: `1x1 `, Foot: `">`},
	{Name: "titles", Head: `<!doctype html>`, Unit: `<title>T%d</title>`},
	{Name: "long title, many headings", Head: `<!doctype html><title>`, Long: `word `, Neck: `</title>`, Unit: `<h1>word</h1>`},
	{Name: "long title, many names", Head: `<!doctype html><title>`, Long: `word `, Neck: `</title>`, Unit: `<meta property="og:title" content="word"><meta name="twitter:title" content="word">`},
	{Name: "long title, many articles", Head: `<!doctype html><title>`, Long: `word `, Neck: `</title>` + graph, Unit: `{"@type":"Article","headline":"word"}`, Sep: ",", Foot: `]}` + close},
	{Name: "separators in a title", Head: `<!doctype html><title>`, Unit: `a | `, Foot: `</title><meta property="og:title" content="a"><h1>a</h1>`},
	{Name: "long title again and again", Head: `<!doctype html><title>` + strings.Repeat("word ", 200) + `</title>`, Unit: `<meta property="og:title" content="` + strings.Repeat("word ", 200) + `">`},
	{Name: "headings", Head: page, Unit: `<h1>T%d</h1>`},
	{Name: "headings around one another", Head: page, Unit: `<h1><div>T%d`},
	{Name: "long description, many descriptions", Head: page + `<meta name=description content="`, Long: `word `, Neck: `">`, Unit: `<meta name=description content="word">`},
	{Name: "Open Graph in the body", Head: page + `</head><body>`, Unit: `<meta property="og:title" content="x">`},
	{Name: "links in the body", Head: page + `</head><body>`, Unit: `<link rel=canonical href="/%d">`},
}

// texts are shapes of what stands in the body and between.
var texts = []Shape{
	{Name: "times", Head: page + `<body>`, Unit: `<time datetime="2024-01-%d" class=published>x</time>`},
	{Name: "times inside one another", Head: page + `<body>`, Unit: `<time>x`},
	{Name: "times of articles", Head: page + `<body>`, Unit: `<article><time datetime="2024-01-01">x</time></article>`},
	{Name: "times in one deep place", Head: page + `<body>` + strings.Repeat("<div>", 400), Unit: `<time datetime="2024-01-01">x</time>`},
	{Name: "authors", Head: page + `<body>`, Unit: `<a rel=author href="/%d">A %d</a>`},
	{Name: "bylines", Head: page + `<body>`, Unit: `<p class="byline">By A %d</p>`},
	{Name: "references nearly to others", Head: page + graph, Unit: `{"@type":"Person","@id":"#ada%d","knows":{"@id":"#Ada%d"}}`, Sep: ",", Foot: `]}` + close},
	{Name: "one creator, many nodes", Head: page + org + `"@type":"Article","headline":"x","creator":[`, Unit: `{"@id":"#a","url":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "sections with steps", Head: page + org + `"@type":"Recipe","recipeInstructions":[`, Unit: `{"@type":"HowToSection","itemListElement":[{"@type":"HowToStep"},{"@type":"HowToStep"},{"@type":"HowToStep"}]}`, Sep: ",", Foot: `]}` + close},
	{Name: "items of several types", Head: page + graph, Unit: `{"@type":["Product","Recipe","Event"],"name":"x"}`, Sep: ",", Foot: `]}` + close},
	{Name: "publisher with many properties", Head: page + `<body><div vocab="https://schema.org/"><div resource="#o" typeof="Organization">`, Long: `<meta property="url" content="u">`, Neck: `<b property="name">Lamp</b></div>`, Unit: `<div typeof="Article"><link property="publisher" resource="#o"></div>`, Foot: `</div>`},
	{Name: "authors of an article and of metas", Head: page + `<body><div itemscope itemtype="https://schema.org/Article"><b itemprop=headline>A line</b>`, Unit: `<b itemprop=author>Name Of%d</b>`, Tail: `<meta name=author content="Other Person%d">`, Foot: `</div>`},
	{Name: "styles with tags", Head: page, Unit: `<style>a<meta name=b></style>`},
	{Name: "titles with tags", Head: page, Unit: `<title>a<meta name=b></title>`},
	{Name: "classes", Head: page + `<body><p class="`, Unit: `published `, Foot: `">x</p>`},
	{Name: "classes of many", Head: page + `<body>`, Unit: `<p class="a b c d e f g h i j k l m n o p q r s t u v w x y z">`},
	{Name: "long class, many times", Head: page + `<body><div class="`, Long: "a ", Neck: `">`, Unit: `<time>2024-01-01</time>`},
	{Name: "prices", Head: page + `<body>`, Unit: `<p class=price>%d EUR</p>`},
	{Name: "dates in text", Head: page + `<body>`, Unit: `<p>Published 2024-01-01</p>`},
	{Name: "images in the body", Head: page + `<body>`, Unit: `<img src="/%d">`},
	{Name: "srcset", Head: page + `<body><img srcset="`, Unit: `/%d 1x,`, Foot: `">`},
	{Name: "suppressions", Head: page, Unit: `<!-- metacheck-ignore og/title-missing: x -->`},
	{Name: "suppressions that end", Head: page, Unit: `<!-- metacheck-ignore-start date: x --><time datetime=x></time><!-- metacheck-ignore-end date -->`},
	{Name: "suppressions inside one another", Head: page, Unit: `<!-- metacheck-ignore-start date: x -->`},
	{Name: "suppressions and faults", Head: page, Unit: `<!-- metacheck-ignore og: x --><meta property="og:n%d" content=x>` + "\n"},
	{Name: "ids of suppressions", Head: page + `<!-- metacheck-ignore `, Unit: `og/x%d `, Foot: `: x -->`},
	{Name: "quotes that do not end", Head: page, Unit: `<meta name="a content="b">`},
	{Name: "elements that do not end", Head: `<!doctype html>`, Unit: `<title>x<title>`},
	{Name: "attributes twice", Head: page, Unit: `<meta name=a name=b content=c content=d>`},
	{Name: "typographic quotes", Head: page, Unit: `<meta name=“a” content=“b c”>`},
	{Name: "values cut short", Head: page, Unit: `<meta name="description" content="a "b" c">`},
	{Name: "swallowed", Head: page + `<meta content="`, Unit: `<meta property='og:title' content='x'><p>`, Foot: `">`},
	{Name: "garbled text", Head: page + `<meta name=description content="`, Unit: `Ã©`, Foot: `">`},
	{Name: "escaped text", Head: page + `<meta name=description content="`, Unit: `&amp;amp;`, Foot: `">`},
	{Name: "escaped texts", Head: page, Unit: `<meta name=description content="&amp;lt;b&amp;gt;">`},
	{Name: "wide text", Head: page + `<meta property="og:title" content="`, Unit: `日本`, Foot: `">`},
	{Name: "one line and many faults", Head: page, Unit: `<meta property="og:image" content="x">`},
	{Name: "a wide line and many faults", Head: page, Unit: `<meta property="og:image" content="é">`},
	{Name: "no title and text", Head: `<!doctype html>`, Unit: `word `},
}

// blocks are many scripts.
var blocks = []Shape{
	{Name: "blocks", Head: page, Unit: org + `"@type":"Product","name":"x"}` + close},
	{Name: "distinct blocks", Head: page, Unit: org + `"@type":"Article","headline":"x%d","@id":"#%d"}` + close},
	{Name: "empty blocks", Head: page, Unit: ld + close},
	{Name: "broken blocks", Head: page, Unit: ld + `{"a":}` + close},
	{Name: "blocks of own contexts", Head: page, Unit: ld + `{"@context":{"@vocab":"https://schema.org/","t%d":"name"},"@type":"Thing","t%d":"x"}` + close},
	{Name: "other scripts", Head: page, Unit: `<script>var a = {"@type":"x"}` + close},
	{Name: "escaped blocks", Head: page, Unit: ld + `{&quot;@type&quot;:&quot;Thing&quot;}` + close},
	{Name: "block in comments", Head: page + ld, Unit: `<!--`, Foot: close},
	{Name: "breadcrumb blocks", Head: page, Unit: org + `"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"a","item":"https://e.org/"}]}` + close},
	{Name: "page blocks", Head: page, Unit: org + `"@type":"WebPage","@id":"https://e.org/a","url":"https://e.org/a","mainEntity":{"@type":"Product","name":"%d"}}` + close},
	{Name: "rating blocks", Head: page, Unit: org + `"@type":"Product","name":"x","aggregateRating":{"@type":"AggregateRating","ratingValue":"4.%d","reviewCount":3}}` + close},
	{Name: "price blocks", Head: page, Unit: org + `"@type":"Product","name":"x","offers":{"@type":"Offer","price":"%d","priceCurrency":"EUR","availability":"x"}}` + close},
	{Name: "microdata beside JSON-LD", Head: page, Unit: org + `"@type":"Product","name":"x%d"}` + close + scope + `Product"><p itemprop=name>x%d</p></div>`},
}
