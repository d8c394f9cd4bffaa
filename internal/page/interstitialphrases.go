package page

import "strings"

// interstitialPhrases are what the titles of such pages say, in lower case and
// without punctuation.
var interstitialPhrases = makePhrases()

func makePhrases() map[string]InterstitialKind {
	m := map[string]InterstitialKind{}
	for _, list := range phraseLists {
		for phrase := range strings.SplitSeq(list.phrases, "\n") {
			m[phrase] = list.kind
		}
	}
	return m
}

// phraseLists are the phrases of each kind, one a line.
var phraseLists = []struct {
	kind    InterstitialKind
	phrases string
}{
	{NotFound, `404
404 error
404 not found
404 page not found
404 file not found
404 file or directory not found
404 error page
404 error page not found
error 404
error 404 not found
error 404 page not found
error 404 file not found
http 404
http error 404
http 404 not found
http status 404 not found
not found
not found 404
not found error 404
page not found
page not found 404
page not found error 404
page can t be found
page cannot be found
page could not be found
page doesn t exist
page does not exist
page no longer exists
page unavailable
page not available
page is not available
file not found
object not found
article not found
content not found
this page can t be found
this page cannot be found
this page could not be found
this page doesn t exist
this page does not exist
this page isn t available
this page is not available
the page cannot be found
the page could not be found
the page can t be found
the page does not exist
the page you requested could not be found
the page you requested was not found
the page you were looking for doesn t exist
the page you are looking for could not be found
the page you are looking for can t be found
the page you are looking for does not exist
the requested page could not be found
the requested url was not found on this server
sorry page not found
sorry this page isn t available
sorry we can t find that page
oops page not found
oops that page can t be found
we can t find that page
we can t find the page you re looking for
nothing found
no such page
410 gone
seite nicht gefunden
404 seite nicht gefunden
fehler 404
fehler 404 seite nicht gefunden
die seite wurde nicht gefunden
diese seite existiert nicht
seite nicht verfügbar
page introuvable
page non trouvée
erreur 404
404 page introuvable
erreur 404 page introuvable
cette page n existe pas
página no encontrada
error 404 página no encontrada
404 página no encontrada
no se ha encontrado la página
página não encontrada
404 página não encontrada
erro 404
pagina non trovata
errore 404
404 pagina non trovata
pagina niet gevonden
404 pagina niet gevonden
sidan hittades inte
sidan kunde inte hittas
siden blev ikke fundet
siden ble ikke funnet
sivua ei löytynyt
nie znaleziono strony
strona nie została znaleziona
stránka nenalezena
az oldal nem található
sayfa bulunamadı
страница не найдена
404 страница не найдена
ошибка 404
сторінку не знайдено
ページが見つかりません
お探しのページは見つかりませんでした
页面不存在
找不到页面
404 找不到页面
페이지를 찾을 수 없습니다`},
	{Failure, `500 internal server error
internal server error
http 500 internal server error
502 bad gateway
bad gateway
503 service unavailable
503 service temporarily unavailable
service unavailable
service temporarily unavailable
504 gateway time out
504 gateway timeout
gateway timeout
web server is down
web server is returning an unknown error
connection timed out
origin dns error
database error
database connection error
error establishing a database connection
error establishing database connection
the site is experiencing technical difficulties
there has been a critical error on this website
site under maintenance
under maintenance
down for maintenance
we ll be back soon
site temporarily unavailable
site is temporarily unavailable
temporarily unavailable
application error
server error
server error in application
an error occurred
an error has occurred
bandwidth limit exceeded
509 bandwidth limit exceeded
account suspended
this account has been suspended
wartungsarbeiten
wartungsmodus
site en maintenance
sitio en mantenimiento`},
	{Consent, `before you continue
before you continue to google
before you continue to google search
before you continue to youtube
bevor sie fortfahren
avant de continuer
avant d accéder à google
antes de continuar
prima di continuare
voordat je verdergaat
we value your privacy
your privacy choices
your privacy matters
your privacy is important to us
your choices regarding cookies
your data your experience
manage your consent
privacy gate
privacy consent
yahoo is part of the yahoo family of brands
yahoo is now part of oath
yahoo est maintenant membre de oath
wir schätzen ihre privatsphäre
ihre privatsphäre ist uns wichtig
wir respektieren ihre privatsphäre
privatsphäre einstellungen
nous respectons votre vie privée
le respect de votre vie privée est notre priorité
votre vie privée nous importe
su privacidad es importante para nosotros
valoramos tu privacidad
la tua privacy è importante per noi
uw privacy is belangrijk voor ons
are you over 18
are you over 21
confirm your age`},
	{Challenge, `just a moment
one moment please
one more step
please wait
attention required
attention required cloudflare
access denied
access to this page has been denied
access to this page is denied
access restricted
you have been blocked
sorry you have been blocked
403 forbidden
forbidden
403 error
error 403
error 403 forbidden
403 access denied
401 unauthorized
401 authorization required
unauthorized
too many requests
429 too many requests
request rejected
request blocked
the request could not be satisfied
error the request could not be satisfied
pardon our interruption
are you a robot
are you human
are you a human
robot check
robot or human
bot verification
bot check
human verification
human check
verify you are human
please verify you are human
verify you are a human
please verify you are a human
verifying you are human
checking your browser
checking your browser before accessing
checking if the site connection is secure
security verification
security challenge
ddos protection by cloudflare
ddos guard
please turn javascript on and reload the page
please enable javascript
please enable cookies
enable javascript and cookies to continue
javascript is not available
javascript is disabled
javascript required
captcha check
zugriff verweigert
accès refusé
acceso denegado
accesso negato
доступ запрещен`},
	{Parked, `domain for sale
domain is for sale
this domain is for sale
this domain may be for sale
this domain name is for sale
the domain is for sale
buy this domain
parked domain
parked domain name
this domain is parked
domain parked
domain default page
default web site page
default page
domain expired
this domain has expired
domain name expired
domain suspended
this site is under construction
under construction
site under construction
website coming soon
future home of something quite cool
welcome to nginx
apache2 ubuntu default page it works
apache2 debian default page it works
test page for the apache http server
test page for the nginx http server on red hat enterprise linux
iis windows server
iis windows
plesk default page
domain steht zum verkauf
diese domain steht zum verkauf
domaine à vendre
dominio en venta`},
}
