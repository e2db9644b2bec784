import { expect, it } from 'vitest'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf, type Call } from './desktops.ts'

/** Texts of many scripts, and symbols. Each must arrive unchanged. */
const TEXTS = [
  `plain {}[]|\\~^\`@#$%&*()_+=-/?<>,.;:'" text`,
  'Héllo ÀÉÎÕÜ ñ ß ø Œ ąćęłńóśźż čšž ğış',
  'Ελληνικά Кириллица Հայերեն ქართული',
  'עברית العربية فارسی',
  'हिन्दी বাংলা தமிழ் ไทย',
  '你好，世界 日本語テキスト 한국어 텍스트',
  '€ £ ¥ ₿ ∑ ∫ √ ∞ ≠ ≤ ½ „“ – — … ♠ ♥ ✓ →',
  '😀 🎉 🏳️‍🌈 👩‍💻 🇫🇷',
]

/** In base64, because the command that opens it is split at spaces and quotes. */
const page = (body: string): string => {
  const html = `<meta charset=utf-8><title>page</title><body style="margin:0">${body}`
  return `data:text/html;base64,${Buffer.from(html).toString('base64')}`
}

/** Opens a page in Chromium in kiosk mode. */
const openPage = async (call: Call, id: string, body: string): Promise<void> => {
  await call('POST', `/computers/${id}/open`, {
    target: `chromium --kiosk --user-data-dir=/tmp/browser-${Math.random().toString(36).slice(2)} ${page(body)}`,
  })
  await expect
    .poll(async () => {
      const { body: listed } = await call<{ data: { title: string }[] }>('GET', `/computers/${id}/windows`)
      return listed.data.some(({ title }) => title.startsWith('page'))
    }, SOON)
    .toBe(true)
  await call('GET', `/computers/${id}/screenshot?settle=true`)
}

const titleOf = async (call: Call, id: string): Promise<string> => {
  const { body } = await call<{ data: { title: string; class: string }[] }>('GET', `/computers/${id}/windows`)
  return body.data.find(({ class: name }) => name.toLowerCase().includes('chromium'))?.title ?? ''
}

describeDesktops('actions on a computer', ({ call, newComputer }) => {
  it('type any text into a terminal, character by character', async () => {
    const { id } = await newComputer()
    await call('POST', `/computers/${id}/open`, { target: 'xterm' })
    await expect
      .poll(
        async () => (await call<{ data: unknown[] }>('GET', `/computers/${id}/windows`)).body.data.length,
        SOON,
      )
      .toBe(1)
    await call('GET', `/computers/${id}/screenshot?settle=true`)
    await call('POST', `/computers/${id}/click`, { x: 640, y: 360, settle: true })
    // Text typed before the program reads would go to the shell's own editor.
    await call('POST', `/computers/${id}/type`, { text: 'cat > typed.txt\n', settle: true })
    await call('POST', `/computers/${id}/type`, { text: `${TEXTS.join('\n')}\n`, settle: true })
    await call('POST', `/computers/${id}/key`, { key: 'ctrl+d', settle: true })
    await expect.poll(() => outputOf(call, id, 'cat typed.txt'), SOON).toBe(`${TEXTS.join('\n')}\n`)
  })

  it('type any text into a browser', async () => {
    const { id } = await newComputer()
    await openPage(
      call,
      id,
      '<textarea autofocus style="width:100%;height:500px" oninput="document.title=\'page \'+encodeURIComponent(value)"></textarea>',
    )
    await call('POST', `/computers/${id}/click`, { x: 300, y: 200, settle: true })
    for (const text of TEXTS) {
      await call('POST', `/computers/${id}/key`, { key: 'ctrl+a' })
      await call('POST', `/computers/${id}/type`, { text, settle: true })
      await expect
        .poll(async () => (await titleOf(call, id)).replace(/ - Chromium$/, ''), SOON)
        .toBe(`page ${encodeURIComponent(text)}`)
    }
  })

  it('click, drag and scroll at the given place only', async () => {
    const { id } = await newComputer()
    const script = `<script>const s=[];const t=(x)=>{s.push(x);document.title='page '+s.slice(-8).join(' ')};
      addEventListener('mousedown',e=>t('d'+e.button+'@'+e.clientX+','+e.clientY+(e.ctrlKey?'c':'')));addEventListener('mouseup',e=>t('u@'+e.clientX+','+e.clientY));
      addEventListener('dblclick',()=>t('double'));addEventListener('wheel',e=>t(e.deltaY>0?'down':e.deltaY<0?'up':e.deltaX>0?'right':'left'));addEventListener('contextmenu',e=>e.preventDefault())</script><div style="width:3000px;height:3000px">`
    await openPage(call, id, script)
    const does = async (action: string, body: object, seen: string): Promise<void> => {
      expect(await call('POST', `/computers/${id}/${action}`, { ...body, settle: true })).toMatchObject({
        status: 200,
        body: { success: true, settled: expect.any(Boolean) as boolean },
      })
      await expect.poll(() => titleOf(call, id), SOON).toContain(seen)
    }
    await does('click', { x: 100, y: 120 }, 'd0@100,120 u@100,120')
    await does('right_click', { x: 130, y: 140 }, 'd2@130,140')
    await does('middle_click', { x: 150, y: 160 }, 'd1@150,160')
    await does('click', { x: 170, y: 180, keys: 'ctrl' }, 'd0@170,180c')
    await does('double_click', { x: 190, y: 200 }, 'double')
    await does('drag', { start_x: 200, start_y: 210, end_x: 320, end_y: 330 }, 'd0@200,210 u@320,330')
    await does(
      'drag',
      {
        path: [
          { x: 400, y: 300 },
          { x: 420, y: 340 },
        ],
      },
      'd0@320,330 u@420,340',
    )
    await does('scroll', { x: 300, y: 300, direction: 'down', amount: 1 }, 'down')
    await does('scroll', { direction: 'up', amount: 1 }, 'up')
    await does('scroll', { direction: 'right', amount: 1 }, 'right')
    expect((await call('GET', `/computers/${id}/cursor`)).body).toEqual({ x: 300, y: 300 })
    for (const [action, body, param] of [
      ['click', { x: 1_280, y: 10 }, 'x'],
      ['click', { x: 10, y: 720 }, 'y'],
      ['click', { x: -1, y: 10 }, 'x'],
      ['click', { x: 10 }, 'y'],
      ['drag', { start_x: 1, start_y: 1, end_x: 5_000, end_y: 1 }, 'end_x'],
      ['key', { key: 'no-such-key' }, 'key'],
      ['scroll', { direction: 'sideways' }, 'direction'],
    ] as const)
      expect(await call('POST', `/computers/${id}/${action}`, body)).toMatchObject({
        status: 400,
        body: { error: { param } },
      })
    expect((await call('GET', `/computers/${id}/cursor`)).body).toEqual({ x: 300, y: 300 })
  })

  it('run in a batch until one fails, and return one screenshot', async () => {
    const { id } = await newComputer()
    const batch = await call<{ success: boolean; results: object[]; image: string }>(
      'POST',
      `/computers/${id}/actions`,
      {
        actions: [
          { type: 'move', x: 5, y: 6 },
          { type: 'click', x: 9_999 % 8_000, y: 6 },
          { type: 'type', text: 'x' },
        ],
      },
    )
    expect(batch.body).toMatchObject({
      success: false,
      results: [
        { type: 'move', success: true },
        { type: 'click', success: false, error: expect.stringContaining('outside') as string },
        {
          type: 'type',
          success: false,
          error: 'Not executed: an earlier computer action in this turn failed.',
        },
      ],
      settled: true,
    })
    expect(Buffer.from(batch.body.image, 'base64').subarray(1, 4).toString()).toBe('PNG')
  })

  it('return the screenshot in the requested form', async () => {
    const { id } = await newComputer({ resolution: '1024x768' })
    const whole = await call<{ width: number; height: number }>('GET', `/computers/${id}/screenshot`)
    expect(whole.body).toMatchObject({ width: 1_024, height: 768, format: 'png' })
    const part = await call<{ image: string }>(
      'GET',
      `/computers/${id}/screenshot?region=10,20,200,100&scale=0.5&format=jpeg&quality=50`,
    )
    expect(part.body).toMatchObject({ width: 100, height: 50, format: 'jpeg' })
    expect(Buffer.from(part.body.image, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    const raw = await call<Buffer>('GET', `/computers/${id}/screenshot`, undefined, { accept: 'image/png' })
    expect([raw.headers.get('content-type'), raw.body.subarray(1, 4).toString()]).toEqual([
      'image/png',
      'PNG',
    ])
    expect((await call('GET', `/computers/${id}/screenshot?region=1000,0,100,10`)).status).toBe(400)
    // Again and again: once it is set, whoever reads at once gets it.
    for (const text of ['Grüße 😀', ...Array.from({ length: 20 }, (_, turn) => `text ${turn}`), 'Grüße 😀']) {
      expect((await call('PUT', `/computers/${id}/clipboard`, { text })).status).toBe(200)
      expect((await call('GET', `/computers/${id}/clipboard`)).body).toEqual({ text })
    }
  })
})
