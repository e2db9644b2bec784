import type { ScriptedTurn } from './scripted-model.ts'

/** Accents, letters of other scripts, and characters that no keyboard has. */
export const NAME = 'Zoë Łukasz Ångström 東京 €'

/** A page with a field and a button that downloads the field's text with the file name in the URL. */
export const FORM = `<!doctype html><meta charset=utf-8><title>form</title>
<script>document.title = 'form ' + location.hash.slice(1)</script>
<body style="margin:0;font:20px sans-serif">
<input id=name style="position:absolute;left:100px;top:100px;width:500px;height:40px;font:inherit">
<button style="position:absolute;left:100px;top:200px;width:200px;height:60px;font:inherit" onclick="
  const link = document.createElement('a')
  link.href = window.URL.createObjectURL(new Blob([document.getElementById('name').value]))
  link.download = location.hash.slice(1)
  link.click()
  document.body.style.background = '#cfc'
">Download</button>`

const IN_FIELD = { x: 300, y: 120 }
const ON_BUTTON = { x: 200, y: 230 }

/** The steps of the task. The shell waits for the browser, which starts slowly on a busy machine. */
export const formScript = (file: string): readonly ScriptedTurn[] => [
  {
    say: 'I open the page.',
    think: 'The page is a file.',
    deeds: [
      {
        do: 'bash',
        command: `(chromium --kiosk --no-first-run --user-data-dir=/tmp/browser-$RANDOM$RANDOM "file://$HOME/form.html#${file}" >/dev/null 2>&1 &)
          for i in $(seq 300); do wmctrl -l | grep -q 'form ${file}' && break; sleep 0.2; done; sleep 1; wmctrl -l`,
      },
    ],
  },
  { say: 'Now I see it.', deeds: [{ do: 'screenshot' }] },
  {
    say: 'I fill it in.',
    think: 'The field is in the upper half.',
    deeds: [
      { do: 'click', ...IN_FIELD },
      { do: 'key', key: 'ctrl+a' },
      { do: 'type', text: NAME },
    ],
  },
  { deeds: [{ do: 'click', ...ON_BUTTON }] },
  {
    say: 'I read it back.',
    deeds: [
      {
        do: 'bash',
        command: `for i in $(seq 100); do [ -s ~/Downloads/${file} ] && break; sleep 0.1; done; cat ~/Downloads/${file}; pkill chromium`,
      },
    ],
  },
  { say: 'It says: {last}' },
]
