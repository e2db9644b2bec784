import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { lookup } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import type { DesktopSpec } from '../driver.ts'
import { MAIL_PORTS, NOT_PUBLIC } from './public-addresses.ts'
import { imageCommand, runToEnd, start } from './image-programs.ts'

/** slirp4netns's resolver, inside the desktop's network. */
const RESOLVER = '10.0.2.3'

/** Addresses of allowed names, resolved on the host: the desktop has no DNS. */
export type AllowedAddress = { name: string; address: string }

export const resolveAllowed = async (names: readonly string[]): Promise<AllowedAddress[]> => {
  const found = await Promise.all(
    names.map(async (name) =>
      (await lookup(name, { family: 4, all: true }).catch(() => [])).map(({ address }) => ({
        name,
        address,
      })),
    ),
  )
  return found.flat()
}

export const canAttachNetworks = (): boolean => process.getuid?.() === 0 && existsSync('/dev/net/tun')

/** The desktop's /etc/resolv.conf and /etc/hosts. */
export const nameFiles = ({ network, hostname }: DesktopSpec, allowed: readonly AllowedAddress[]) => ({
  'resolv.conf': network === 'internet' ? `nameserver ${RESOLVER}\n` : '',
  hosts: [
    '127.0.0.1 localhost',
    `127.0.1.1 ${hostname}`,
    ...allowed.map(({ name, address }) => `${address} ${name}`),
    '',
  ].join('\n'),
})

/** The rules of a desktop's network, for nft. Nothing inside has the right to change them. */
export const egressRules = (
  { network }: Pick<DesktopSpec, 'network'>,
  allowed: readonly AllowedAddress[],
  hostAddresses: readonly string[] = ownAddresses(),
): string => {
  const refuse = ['meta l4proto tcp reject with tcp reset', 'drop']
  const denied = `{ ${[...new Set([...NOT_PUBLIC, ...hostAddresses.filter(isPublic)])].join(', ')} }`
  const open =
    network === 'allowlist'
      ? [...new Set(allowed.map(({ address }) => address))].map((address) => `ip daddr ${address} accept`)
      : ['meta nfproto ipv4 accept']
  const resolver =
    network === 'internet' ? [`ip daddr ${RESOLVER} meta l4proto { tcp, udp } th dport 53 accept`] : []
  const rules = [
    'oifname "lo" accept',
    ...resolver,
    ...refuse.map((verdict) => `ip daddr ${denied} ${verdict}`),
    ...refuse.slice(0, 1).map((verdict) => `tcp dport { ${MAIL_PORTS.join(', ')} } ${verdict}`),
    ...open,
    ...refuse,
  ]
  return [
    'table inet gptget {',
    ' chain output {',
    '  type filter hook output priority 0; policy drop;',
    ...rules.map((rule) => `  ${rule}`),
    ' }',
    '}',
    '',
  ].join('\n')
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  )

/** Those inside a denied range are denied with it; nft refuses overlaps. */
const isPublic = (address: string): boolean =>
  !/^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^198\.1[89]\.|^192\.0\.0\.|^(22[4-9]|2[3-5]\d)\./.test(
    address,
  )

/** Closes the network namespace of a process with its rules, before anything in it runs. @throws Error if that fails */
export const closeNetwork = async (
  image: string,
  namespace: string,
  spec: Pick<DesktopSpec, 'network'>,
  allowed: readonly AllowedAddress[],
): Promise<void> => {
  const nft = imageCommand(image, 'usr/sbin/nft', '-f', '-')
  await runToEnd(['nsenter', `--net=${namespace}`, ...nft], egressRules(spec, allowed))
}

/**
 * Connects a network namespace, behind its rules. The connection ends with this service: its pipe closes.
 * @throws Error if that fails
 */
export const openWayOut = async (image: string, namespace: string): Promise<ChildProcess> => {
  const options = [
    '--configure',
    '--mtu=1500',
    '--disable-host-loopback',
    '--enable-sandbox',
    '--enable-seccomp',
  ]
  const descriptors = ['--ready-fd=3', '--exit-fd=4']
  const slirp = imageCommand(
    image,
    'usr/bin/slirp4netns',
    ...options,
    ...descriptors,
    '--netns-type=path',
    namespace,
    'tap0',
  )
  const child = start(slirp, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr!.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-1_000)))
  const ready = once(child.stdio[3] as Readable, 'data').then(() => true)
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', () => resolve(false))
  })
  if (await Promise.race([ready, ended])) return child
  throw new Error(`slirp4netns ended: ${said.trim()}`)
}
