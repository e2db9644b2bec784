import RFB from '../novnc/core/rfb.js'
import keysyms from '../novnc/core/input/keysymdef.js'

/** As the service closes: what is over is not tried again. */
const FINAL = {
  4401: 'This link was revoked or is over. Ask for another one.',
  4400: 'The connection was refused.',
}
const STOPPED = 4404
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000]

const element = (id) => document.getElementById(id)
const query = new URLSearchParams(location.search)
// The token is in the fragment: it never leaves the browser in an address.
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
const mode = modeOf(token)

let rfb = null
let failures = 0
let copied = ''
let isFitting = query.get('resize') !== 'off'

function modeOf(text) {
  try {
    return JSON.parse(atob(text.split('.')[0].replaceAll('-', '+').replaceAll('_', '/'))).m
  } catch {
    return 'view'
  }
}

const say = (text) => (element('state').textContent = text)

const connect = () => {
  say('Connecting…')
  const url = new URL('socket', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  url.search = ''
  url.hash = ''
  const socket = new WebSocket(url, ['binary', `gptget-view.${token}`])
  socket.addEventListener('close', ({ code, reason }) => onClose(code, reason))
  rfb = new RFB(element('screen'), socket, { shared: true })
  rfb.viewOnly = mode !== 'control'
  rfb.scaleViewport = isFitting
  rfb.focusOnClick = true
  rfb.addEventListener('connect', () => {
    failures = 0
    say('Connected')
    document.body.dataset.connected = 'true'
  })
  rfb.addEventListener('clipboard', ({ detail }) => {
    copied = detail.text
    element('copy').disabled = false
  })
}

const onClose = (code, reason) => {
  delete document.body.dataset.connected
  rfb = null
  if (FINAL[code] !== undefined) return say(FINAL[code])
  if (code === STOPPED) say(reason || 'The computer has stopped.')
  const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]
  if (code !== STOPPED) say('Connection lost. Connecting again…')
  setTimeout(connect, wait)
}

/** What a phone's keyboard writes arrives as text, not as keys. */
const typeText = (text) => {
  for (const character of text) {
    const keysym = character === '\n' ? 0xff0d : keysyms.lookup(character.codePointAt(0))
    rfb?.sendKey(keysym, null)
  }
}

const typing = element('typing')
typing.addEventListener('beforeinput', (event) => {
  event.preventDefault()
  if (event.inputType === 'deleteContentBackward') rfb?.sendKey(0xff08, 'Backspace')
  else if (event.inputType === 'insertLineBreak') rfb?.sendKey(0xff0d, 'Enter')
  else if (event.data) typeText(event.data)
})

element('keyboard').addEventListener('click', () => typing.focus())
element('paste').addEventListener('click', async () => {
  const text = await navigator.clipboard
    .readText()
    .catch(() => prompt('Text for the clipboard of the computer:'))
  if (text) rfb?.clipboardPasteFrom(text)
})
element('copy').addEventListener('click', () =>
  navigator.clipboard.writeText(copied).catch(() => prompt('Copy:', copied)),
)
element('fit').addEventListener('click', () => {
  isFitting = !isFitting
  if (rfb) rfb.scaleViewport = isFitting
})
element('full').addEventListener('click', () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
)

element('mode').textContent = mode === 'control' ? '' : 'View only'
for (const id of ['keyboard', 'paste']) element(id).hidden = mode !== 'control'
connect()
