package titles

import (
	"math/bits"
	"strings"
	"sync"
)

// stopLists are words that say nothing of what a title is about, by language,
// without accents: articles, pronouns, prepositions, auxiliary verbs.
var stopLists = []struct{ lang, words string }{
	{"en", `a about above after again all also am an and any are as at be because been before being below between
		both but by can could did do does doing down during each few for from further had has have having he her
		here hers him his how i if in into is it its just me more most my no nor not now of off on once only or
		other our out over own s same says she should so some such t than that the their them then there these
		they this those through to too under until up very via vs was we were what when where which while who
		whom why will with would you your`},
	{"de", `ab aber alle als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den der des
		dich die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es fur gegen hat
		haben hatte ich ihr ihre im in ins ist ja kann kein keine konnen man mehr mein mit muss nach nicht noch nun
		nur ob oder ohne sein seine sich sie sind so uber um und uns unser unter vom von vor wann war waren warum
		was weil wenn wer werden wie wieder wir wird wo zu zum zur zwischen`},
	{"fr", `a apres au aux avant avec c ce ces cet cette chez comme comment d dans de des deux donc dont du elle elles en
		encore est et ete etre eux fait il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos
		notre nous on ont ou par pas plus pour pourquoi qu quand que quel quelle qui s sa sans se ses si son sont
		sous sur t ta te tes toi ton tous tout tres tu un une va vers vos votre vous y`},
	{"es", `a al algo ante antes asi aun como con contra cual cuando de del desde donde dos durante e el ella ellos en
		entre era es esa ese eso esta estan estas este esto estos fue ha hace han hasta hay la las le les lo los mas
		me mi mucho muy nada ni no nos o otra otro para pero poco por porque que quien se ser si sin sobre son su
		sus tambien tan te tiene todo tu un una uno unos y ya yo`},
	{"it", `a ad ai al alla alle anche che chi ci come con contro cosa cui da dai dal dalla dalle de dei del della delle
		dello di dopo dove e ecco ed era gli ha hanno i il in io l la le lei lo loro lui ma mi mia mio nei nel
		nella nelle noi non nostro o ogni per perche piu po quando quanto quella quello questa questo qui se sei si
		sia sono su sua sue sugli sui sul sulla suo tra tu tutti tutto un una uno va vi`},
	{"pt", `a ao aos apos as ate com como contra da das de dela dele depois do dos e ela ele eles em entre era essa esse
		esta estao este eu foi foram ha isso isto ja la lhe mais mas me meu minha muito na nao nas nem no nos nossa
		nosso num numa o os ou para pela pelo por porque qual quando que quem se sem ser seu seus sim so sobre sua
		suas tambem te tem tudo um uma voce`},
	{"nl", `aan al alle als ben bij daar dan dat de deze die dit doen door dus een en er geen had heb hebben heeft het hij
		hoe hun ik in is ja je kan kunnen maar meer men met mij mijn moet na naar niet nog nu of om omdat ons ook op
		over te tegen toch toen tot u uit uw van veel voor waarom waren was wat we wel werd wie wij wordt worden ze
		zich zij zijn zo zonder`},
	{"sv", `alla allt att av blir da de dem den denna det detta dig din dina dom du efter eller en ett fler for fran ha
		han har hon hur i ingen inte ja jag kan man med men mer mig min mot mycket nar nu och om oss pa sa sin sina
		ska som till under upp ut utan vad var vara varfor vi vid vill`},
	{"da", `af alle at blev bliver da de dem den denne der deres det dette dig din du efter eller en end er et flere for
		fra ham han har hun hvad hvor hvorfor i ikke ind jeg kan man med men mere mig min mod mod ned noget nu og om
		op over pa saa sig sin skal som til ud under var ved vi vil`},
	{"no", `av bare ble blir da de deg dem den denne der det dette du eller en er et etter fikk for fra ha han har hun
		hva hvem hvor hvorfor i ikke ingen jeg kan man med meg men mer min mot na noe nar og om opp oss over pa
		sa seg sin skal som til ut var ved vi vil`},
	{"pl", `a aby ale bardzo bez bo by byc byl byla co czy dla do gdy gdzie go i ich ile im ja jak jaki jego jej jest juz
		kiedy kto ktora ktore ktory lub ma mi na nad nie nim o od on ona oni oraz po pod przed przez przy sa sie
		sobie ta tak takze tam te tego tej ten to tu ty tylko u w we wie wiec z za ze`},
	{"ru", `а без более бы был была были было быть в вам вас весь во вот все вы где да для до его ее если есть еще же за
		и из или им их к как когда кто ли на над не него нет ни но о об он она они от по под после при про с со
		так также там то того тоже только у уже что чтобы эта это этот я`},
	{"tr", `ama bir biri bu cok da daha de diye en gibi hem hep her icin ile ise kadar ki kim mi mu nasil ne neden nerede
		o olan olarak oldu onu sonra su tum var ve veya ya yok`},
	{"id", `ada adalah agar akan atau bagi bahwa bisa dalam dan dari dengan di dia hingga ini itu jadi juga kami karena ke
		kepada lebih mereka oleh pada para sampai sebagai seperti serta sudah tak telah tentang tidak untuk yang`},
}

// maxLanguages bounds the lists above.
const maxLanguages = 16

var stopSets = sync.OnceValue(func() map[string]map[string]bool {
	sets := make(map[string]map[string]bool, len(stopLists))
	for _, l := range stopLists {
		set := make(map[string]bool)
		for _, w := range strings.Fields(l.words) {
			// The tables are written as tokens come out.
			set[dropAccents(w)] = true
		}
		sets[l.lang] = set
	}
	return sets
})

// stopWords is the set of the language of a BCP 47 tag, or of English.
func stopWords(lang string) map[string]bool {
	primary, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(lang)), "_", "-"), "-")
	switch primary {
	case "nb", "nn":
		primary = "no"
	}
	if set, ok := stopSets()[primary]; ok {
		return set
	}
	return stopSets()["en"]
}

// foreign reports whether two titles are plainly in two languages: each has two
// or more stop words of its language, and hardly one of the other's.
func foreign(f, g *form) bool {
	a, b := f.stopCounts(), g.stopCounts()
	x, y := most(a[:len(stopLists)]), most(b[:len(stopLists)])
	if a[x] < 2 || b[y] < 2 || x == y {
		return false
	}
	// A few words are in both lists; those of near relatives (da, no, sv) mostly
	// are, and so no proof.
	return 2*a[y] <= a[x] && 2*b[x] <= b[y]
}

// stopLanguages are the languages of each stop word, bit i for entry i of
// stopLists.
var stopLanguages = sync.OnceValue(func() map[string]uint16 {
	languages := make(map[string]uint16)
	for i, l := range stopLists {
		for w := range stopSets()[l.lang] {
			languages[w] |= 1 << i
		}
	}
	return languages
})

// stopCounts are, for each of stopLists, how many of the tokens stand in it.
func (f *form) stopCounts() *[maxLanguages]int {
	if f.stops != nil {
		return f.stops
	}
	f.stops = new([maxLanguages]int)
	languages := stopLanguages()
	for _, t := range f.toks() {
		// One letter is a word in too many languages.
		if len(t.text) < 2 {
			continue
		}
		for set := languages[t.text]; set != 0; set &= set - 1 {
			f.stops[bits.TrailingZeros16(set)]++
		}
	}
	return f.stops
}

func most(counts []int) int {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return best
}
