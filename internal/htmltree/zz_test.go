package htmltree
import "testing"
func TestZZ(t *testing.T) {
	for _, d := range []string{`<!DOCTYPE html PUBLIC "">`,`<!DOCTYPE html PUBLIC "00">`,`<!DOCTYPE html PUBLIC"00">`,`<!DOCTYPEhtml PUBLIC "00">`,`<!DOCTYPEhtml>`,`<!DOCTYPE html PUBLIC "00" "x">`,`<!DOCTYPEhtml PUBLIC"00" "x">`, `<!DOCTYPE html SYSTEM"x">`} {
	var a Arena
	t.Log(d, treeDiffers(&a, d+"<p><table>", "", true))
	}
}
