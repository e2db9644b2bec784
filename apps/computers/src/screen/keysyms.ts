import { invalidAt } from '@gptget/protocol'

/** X11 keysyms (X11/keysymdef.h) by the names that callers use, in lower case: X's, browsers' and agents'. */
const NAMES = `
  backspace:ff08 tab:ff09 linefeed:ff0a clear:ff0b return:ff0d enter:ff0d pause:ff13 scroll_lock:ff14
  scrolllock:ff14 sys_req:ff15 escape:ff1b esc:ff1b delete:ffff del:ffff home:ff50 end:ff57 insert:ff63
  menu:ff67 print:ff61 left:ff51 up:ff52 right:ff53 down:ff54 arrowleft:ff51 arrowup:ff52 arrowright:ff53
  arrowdown:ff54 page_up:ff55 pageup:ff55 prior:ff55 page_down:ff56 pagedown:ff56 next:ff56 begin:ff58
  num_lock:ff7f numlock:ff7f caps_lock:ffe5 capslock:ffe5 printscreen:ff61 shift:ffe1 shift_l:ffe1
  shift_r:ffe2 ctrl:ffe3 control:ffe3 control_l:ffe3 ctrl_l:ffe3 control_r:ffe4 ctrl_r:ffe4 alt:ffe9
  alt_l:ffe9 option:ffe9 alt_r:ffea meta:ffe7 meta_l:ffe7 meta_r:ffe8 super:ffeb super_l:ffeb super_r:ffec
  win:ffeb cmd:ffeb command:ffeb hyper_l:ffed altgr:fe03 iso_level3_shift:fe03 multi_key:ff20 space:20 plus:2b
  minus:2d equal:3d comma:2c period:2e slash:2f backslash:5c semicolon:3b apostrophe:27 quoteright:27 grave:60
  bracketleft:5b bracketright:5d underscore:5f asterisk:2a exclam:21 at:40 numbersign:23 dollar:24 percent:25
  ampersand:26 parenleft:28 parenright:29 colon:3a question:3f less:3c greater:3e bar:7c asciitilde:7e
  asciicircum:5e quotedbl:22 braceleft:7b braceright:7d kp_enter:ff8d kp_add:ffab kp_subtract:ffad
  kp_multiply:ffaa kp_divide:ffaf kp_decimal:ffae xf86audiolowervolume:1008ff11 xf86audiomute:1008ff12
  xf86audioraisevolume:1008ff13 xf86audioplay:1008ff14 xf86audiostop:1008ff15 xf86audioprev:1008ff16
  xf86audionext:1008ff17 xf86back:1008ff26 xf86forward:1008ff27
`

const NAMED: Record<string, number> = {
  ...Object.fromEntries(
    NAMES.trim()
      .split(/\s+/)
      .map((pair) => pair.split(':'))
      .map(([name, keysym]) => [name, Number.parseInt(keysym!, 16)]),
  ),
  ...Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`f${index + 1}`, 0xffbe + index])),
  ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`kp_${index}`, 0xffb0 + index])),
}

const SHIFTS = new Set([0xffe1, 0xffe2])
const isModifier = (keysym: number): boolean => keysym >= 0xffe1 && keysym <= 0xffee

/** The keysym of a character: Latin-1 has its own, all other characters are numbered. */
export const keysymOf = (character: string): number => {
  const codePoint = character.codePointAt(0)!
  if (character === '\n' || character === '\r') return NAMED.return!
  if (character === '\t') return NAMED.tab!
  if (character === '\b') return NAMED.backspace!
  if (codePoint === 0x1b) return NAMED.escape!
  const isLatin1 = (codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa0 && codePoint <= 0xff)
  return isLatin1 ? codePoint : 0x01000000 | codePoint
}

/** Keys that are held together: `ctrl+shift+t`. */
export type Chord = readonly number[]

/**
 * Reads `Return`, `ctrl+c`, `ctrl+shift+t`, `+`, or several separated by spaces, one after the other.
 * @throws PublicError 400 naming the unknown key
 */
export const parseKeys = (text: string, param = 'key'): Chord[] => {
  const words = text === ' ' ? [' '] : text.split(' ').filter((word) => word !== '')
  if (words.length === 0) throw invalidAt(param, 'expected a key, such as Return or ctrl+c.')
  return words.map((word) => parseChord(word, param))
}

const parseChord = (word: string, param: string): Chord => {
  // `ctrl++` is ctrl and plus.
  const names =
    word === '+' ? ['+'] : word.endsWith('++') ? [...word.slice(0, -2).split('+'), '+'] : word.split('+')
  const keysyms = names.map((name) => keysymNamed(name, param))
  const hasOthers = keysyms.some((keysym) => isModifier(keysym) && !SHIFTS.has(keysym))
  const isShifted = keysyms.some((keysym) => SHIFTS.has(keysym))
  // `CTRL+C` means `ctrl+c`.
  return keysyms.map((keysym) =>
    hasOthers && !isShifted && keysym >= 0x41 && keysym <= 0x5a ? keysym + 0x20 : keysym,
  )
}

const keysymNamed = (name: string, param: string): number => {
  if ([...name].length === 1) return keysymOf(name)
  const named = Object.hasOwn(NAMED, name.toLowerCase()) ? NAMED[name.toLowerCase()] : undefined
  if (named !== undefined) return named
  const byNumber = /^(?:U\+?|0x)([0-9a-f]{2,6})$/i.exec(name)
  if (byNumber !== null && Number.parseInt(byNumber[1]!, 16) <= 0x10ffff)
    return keysymOf(String.fromCodePoint(Number.parseInt(byNumber[1]!, 16)))
  throw invalidAt(param, `there is no key "${name.slice(0, 40)}".`)
}
