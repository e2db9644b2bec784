import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf, type Call, type Computer } from './desktops.ts'

/** Commands that must print `refused` inside a desktop. */
const ESCAPES: Record<string, string> = {
  'becoming root': 'su -c id 2>/dev/null || setpriv --reuid=0 id 2>/dev/null',
  mounting: 'mount -t tmpfs none /mnt 2>/dev/null',
  'writing to the system':
    'touch /usr/bin/x 2>/dev/null || touch /etc/x 2>/dev/null || touch /opt/gptget/x 2>/dev/null',
  'making device files': 'mknod /tmp/sda b 8 0 2>/dev/null',
  'seeing the processes of the host': '[ "$(ls -d /proc/[0-9]* | wc -l)" -gt 60 ]',
  'seeing disks of the host': 'ls /dev/sda /dev/vda /dev/nvme0n1 2>/dev/null',
  'changing the kernel':
    'echo 1 > /proc/sys/kernel/sysrq 2>/dev/null || echo c > /proc/sysrq-trigger 2>/dev/null',
  'changing its own limits':
    'for f in $(find /sys/fs/cgroup -name "*max*" 2>/dev/null | head -50); do echo max > $f && exit 0; done 2>/dev/null; false',
  'a system call that is filtered (bpf)':
    'python3 -c "import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).syscall(321,0,0,0)>=0 or ctypes.get_errno()==22 else 1)"',
  'a system call that is filtered (io_uring)':
    'python3 -c "import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).syscall(425,8,ctypes.create_string_buffer(120))>=0 else 1)"',
  'capabilities in a user namespace of its own over this network':
    'unshare -Ur nft list ruleset 2>/dev/null | grep -q gptget || unshare -Ur ip link set tap0 down 2>/dev/null',
}

/** Ends the agent, and answers in its place what it never would. */
const FAKE_AGENT = `
import os, signal, socket
agent = os.getppid()
keeper = int(open(f'/proc/{agent}/stat').read().rpartition(')')[2].split()[1])
if os.fork():
    os._exit(0)
os.setsid()
for pid in (keeper, agent):
    os.kill(pid, signal.SIGKILL)
os.unlink('/run/gptget/agent.sock')
server = socket.socket(socket.AF_UNIX)
server.bind('/run/gptget/agent.sock')
server.listen(64)
while True:
    connection, _ = server.accept()
    asked = connection.recv(65536)
    if b' /terminal' in asked:
        connection.sendall(b'HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n\\x02\\0\\0\\0\\x01x')
    else:
        connection.sendall(b'HTTP/1.1 200 OK\\r\\nconnection: close\\r\\n\\r\\n{"type": "nonsense"}\\n')
    connection.close()
`

let listener: ReturnType<typeof createServer>
let port: number

const refusedOf = (call: Call, id: string, command: string): Promise<string> =>
  outputOf(call, id, `( ${command} ) >/dev/null 2>&1 && printf done || printf refused`, 60)

const hostAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2'

describeDesktops('a desktop', ({ world, call, newComputer }) => {
  let shared: Computer | undefined
  beforeAll(async () => {
    listener = createServer((_, response) => response.end('reached'))
    await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve))
    port = (listener.address() as AddressInfo).port
  })
  afterAll(() => void listener?.close())

  it.for(Object.entries(ESCAPES))('is refused %s', async ([, command]) => {
    shared ??= await newComputer({ network: 'internet' })
    expect(await refusedOf(call, shared.id, command)).toBe('refused')
  })

  it('cannot reach its host, neighbors, metadata or mail servers in any network mode', async () => {
    const targets = [
      `http://127.0.0.1:${port}/`,
      `http://10.0.2.2:${port}/`,
      `http://${hostAddress()}:${port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'http://192.168.1.1/',
      'http://172.16.0.1/',
      'http://100.64.0.1/',
      'http://[fd00::1]/',
      'http://1.1.1.1:25/',
      'http://1.1.1.1:587/',
    ]
    for (const network of ['internet', 'allowlist', 'none']) {
      const { id } = await newComputer({ network, allowed_hosts: ['localhost', 'deb.debian.org'] })
      const command = targets
        .map((target) => `curl -s -m 2 -o /dev/null '${target}' && echo '${target}'`)
        .join('; ')
      expect(await outputOf(call, id, command, 60)).toBe('')
      await call('DELETE', `/computers/${id}`)
    }
  })

  it('contains no key, password or host name of the platform', async () => {
    const { id } = await newComputer()
    const seen = await outputOf(
      call,
      id,
      'env; cat /proc/1/environ | tr "\\0" "\\n"; cat /proc/mounts; hostname',
    )
    expect(seen).not.toMatch(/sk-getgpt|nats:|postgres:|PASSWORD=|SECRET|DATABASE_URL|node_modules/i)
  })

  it('harms only its own calls if it answers in place of its agent', async () => {
    const [{ id }, other] = [await newComputer(), await newComputer()]
    await call('POST', `/computers/${id}/exec`, { code: FAKE_AGENT })
    await expect.poll(async () => (await call('GET', `/computers/${id}/windows`)).status, SOON).toBe(503)
    const socket = new WebSocket(`${world.platform.baseUrl.replace('http', 'ws')}/computers/${id}/terminal`, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1011)
    expect((await call('POST', `/computers/${id}/bash`, { command: 'true' })).status).toBe(503)
    expect((await call('GET', `/computers/${id}/screenshot`)).status).toBe(200)
    expect(await outputOf(call, other.id, 'echo on')).toBe('on\n')
    for (const each of [id, other.id]) expect((await call('DELETE', `/computers/${each}`)).status).toBe(200)
  })

  it('cannot exceed its memory, processes and disk, and does not harm its host', async () => {
    const { id, limits } = await newComputer({ instance_type: '2c2g' })
    expect(limits).toMatchObject({ cpus: 2, memory_bytes: 2 * 1024 ** 3, pids: 1_024, notes: [] })
    const eat = await outputOf(call, id, 'python3 -c "x = bytearray(3 * 1024**3)" 2>/dev/null; echo $?', 60)
    expect(eat.trim()).not.toBe('0')
    const forks = await outputOf(
      call,
      id,
      '( for i in $(seq 1200); do sleep 30 & done ) 2>&1 | grep -c fork; pkill sleep; true',
      60,
    )
    expect(Number.parseInt(forks, 10)).toBeGreaterThan(0)
    const full = await outputOf(
      call,
      id,
      'fallocate -l 9G ~/big 2>&1 || head -c 100 /dev/zero > ~/small && stat -c %s ~/small; rm -f ~/big',
      120,
    )
    expect(full).toMatch(/No space left|too large|failed/i)
    expect((await call('GET', `/computers/${id}/screenshot`)).status).toBe(200)
  })
})
