import { gunzipSync } from 'node:zlib'
import { createSseReader } from '@gptget/protocol'
import { WebSocket } from 'ws'
import { expect, it } from 'vitest'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf } from './desktops.ts'

describeDesktops('the shell and files of a computer', ({ world, call, newComputer }) => {
  it('keep folder, variables and background programs between commands', async () => {
    const { id } = await newComputer()
    const bash = (body: object) => call<Record<string, unknown>>('POST', `/computers/${id}/bash`, body)
    await bash({ command: 'cd /tmp && export COLOUR=blue && sleep 100 & echo $! > /tmp/pid' })
    await bash({ command: 'cd /usr && x=1' })
    expect(await outputOf(call, id, 'pwd; echo $x')).toBe('/usr\n1\n')
    expect((await bash({ command: 'pwd', session: 'other' })).body.output).toBe('/home/user\n')
    expect((await bash({ command: 'kill -0 $(cat /tmp/pid)' })).body.exit_code).toBe(0)
    expect(
      (await bash({ command: 'sleep 100 & echo $! > /tmp/gone', keep_processes: false })).body.exit_code,
    ).toBe(0)
    await expect
      .poll(
        async () => (await bash({ command: 'kill -0 $(cat /tmp/gone) 2>/dev/null' })).body.exit_code,
        SOON,
      )
      .toBe(1)
    expect((await bash({ command: 'echo out; echo err >&2; exit 7' })).body).toMatchObject({
      success: true,
      exit_code: 7,
      output: 'out\nerr\n',
      session_ended: true,
    })
    expect(await outputOf(call, id, 'printf "a\\0b\\377"; echo')).toBe('a\0b�\n')
    const large = await bash({ command: 'head -c 3000000 /dev/zero | tr "\\0" x' })
    expect(large.body).toMatchObject({ truncated: true, exit_code: 0 })
    expect(String(large.body.output)).toHaveLength(1_048_576)
  })

  it('end a command after its timeout, and stay usable', async () => {
    const { id } = await newComputer()
    for (const command of ['sleep 60', 'while :; do :; done'])
      expect(
        (await call('POST', `/computers/${id}/bash`, { command: `echo begun; ${command}`, timeout: 1 })).body,
      ).toMatchObject({ success: false, timed_out: true, exit_code: null, output: 'begun\n' })
    expect(await outputOf(call, id, 'echo on')).toBe('on\n')
  })

  it('work if the disk for temporary files is full', async () => {
    const { id } = await newComputer({ instance_type: '2c2g' })
    expect(await outputOf(call, id, 'head -c 2G /dev/zero > /tmp/full')).toContain('No space left')
    expect(await outputOf(call, id, 'rm /tmp/full && echo on')).toBe('on\n')
  })

  it('stream output as it is written', async () => {
    const { id } = await newComputer()
    const response = await fetch(`${world.platform.baseUrl}/computers/${id}/bash`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.account.apiKey}` },
      body: JSON.stringify({ command: 'for i in 1 2 3; do echo $i; sleep 0.3; done; exit 3', stream: true }),
    })
    const reader = createSseReader()
    const seen: { at: number; data: string }[] = []
    for await (const bytes of response.body!)
      for (const { data } of reader.push(Buffer.from(bytes).toString()))
        seen.push({ at: performance.now(), data })
    const outputs = seen.map(
      ({ data }) => JSON.parse(data) as { type: string; data?: string; exit_code?: number },
    )
    expect(
      outputs
        .filter(({ type }) => type === 'output')
        .map(({ data }) => data)
        .join(''),
    ).toBe('1\n2\n3\n')
    expect(outputs.at(-1)).toMatchObject({ type: 'exit', exit_code: 3 })
    expect(seen.at(-1)!.at - seen[0]!.at).toBeGreaterThan(500)
  })

  it('run Python and report its errors', async () => {
    const { id } = await newComputer()
    const exec = async (code: string, timeout = 10) =>
      (await call('POST', `/computers/${id}/exec`, { code, timeout })).body
    expect(await exec('print("è" * 2)')).toMatchObject({
      success: true,
      output: 'èè\n',
      error: null,
      error_type: null,
    })
    expect(await exec('print(1)\n1 / 0')).toMatchObject({
      success: false,
      error_type: 'ZeroDivisionError',
      error: 'division by zero',
      output: expect.stringContaining('1\nTraceback') as string,
    })
    expect(await exec('while True: pass', 1)).toMatchObject({ success: false, timeout: true })
    // A program that it leaves running is not waited for.
    const left = await exec('import subprocess; subprocess.Popen(["sleep", "300"]); print("left")')
    expect(left).toMatchObject({ success: true, timeout: false, output: 'left\n' })
    expect(await outputOf(call, id, 'pgrep -c sleep')).toBe('1\n')
    expect(await exec('raise ValueError("x" * 100_000)')).toMatchObject({ error_type: 'ValueError' })
  })

  it('transfer files of any bytes, whole and in ranges, and folders as archives', async () => {
    const { id } = await newComputer()
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256))
    const target = `/computers/${id}/files`
    expect(await call('PUT', `${target}?path=data/a%20b.bin`, bytes)).toMatchObject({
      status: 201,
      body: { path: '/home/user/data/a b.bin', size: 300_000, type: 'file' },
    })
    expect((await call<Buffer>('GET', `${target}?path=data/a%20b.bin`)).body.equals(bytes)).toBe(true)
    const part = await call<Buffer>('GET', `${target}?path=data/a%20b.bin`, undefined, {
      range: 'bytes=1000-1999',
    })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000-1999/300000'])
    expect(part.body.equals(bytes.subarray(1_000, 2_000))).toBe(true)
    expect(
      (await call('GET', `${target}?path=data/a%20b.bin`, undefined, { range: 'bytes=300000-' })).status,
    ).toBe(416)
    await outputOf(call, id, 'cd data && mkfifo pipe && echo x > secret && chmod 0 secret')
    expect(await call('GET', `${target}?path=data/pipe`)).toMatchObject({
      status: 409,
      body: { error: { message: 'This path cannot be read as a file.' } },
    })
    const listed = await call<{ data: { name: string }[] }>('GET', `${target}/list?path=data`)
    expect(listed.body.data.map(({ name }) => name)).toEqual(['a b.bin', 'pipe', 'secret'])
    const archive = await call<Buffer>('GET', `${target}/archive?path=data`)
    const tar = gunzipSync(archive.body)
    expect(tar.includes(bytes.subarray(0, 4_096))).toBe(true)
    expect(tar.includes('data/secret')).toBe(false)
    expect(tar.subarray(-1_024).every((byte) => byte === 0)).toBe(true)
    expect(await call('DELETE', `${target}?path=data`)).toMatchObject({
      status: 200,
      body: { deleted: true },
    })
    expect(await call('GET', `${target}?path=data/a%20b.bin`)).toMatchObject({
      status: 404,
      body: { error: { message: 'There is no file at this path.', param: 'path' } },
    })
    expect(await call('GET', `${target}?path=.`)).toMatchObject({
      status: 409,
      body: { error: { message: 'This path cannot be read as a file.' } },
    })
    expect((await call('PUT', `${target}?path=/etc/passwd`, 'x')).status).toBe(409)
    expect((await call('DELETE', `${target}?path=/home/user`)).status).toBe(409)
  })

  it('serve a terminal over a WebSocket', async () => {
    const { id } = await newComputer()
    const url = `${world.platform.baseUrl.replace('http', 'ws')}/computers/${id}/terminal?cols=100&rows=30`
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${world.account.apiKey}` } })
    let output = ''
    const closed = new Promise<number>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { type: string; data?: string; code?: number }
        if (message.type === 'output') output += message.data
        if (message.type === 'exit') resolve(message.code!)
      })
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const say = (value: object): void => socket.send(JSON.stringify(value))
    say({ type: 'input', data: 'stty size; echo $((6*7))\n' })
    await expect.poll(() => output, SOON).toMatch(/30 100[^]*42/)
    say({ type: 'resize', cols: 120, rows: 40 })
    say({ type: 'input', data: 'stty size; exit 5\n' })
    expect(await closed).toBe(5)
    expect(output).toContain('40 120')
    const stranger = new WebSocket(url, {
      headers: { authorization: `Bearer ${(await world.platform.admin.createAccount()).apiKey}` },
    })
    await expect(new Promise((_, reject) => stranger.once('error', reject))).rejects.toThrow('404')
  })
})
