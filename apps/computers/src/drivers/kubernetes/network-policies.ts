import { BRIDGE_PORT } from './bridge.ts'
import { MAIL_PORTS, NOT_PUBLIC } from '../host/public-addresses.ts'
import { NETWORK_LABEL } from './sandbox-spec.ts'

/** On the pods of the computers service, as its chart has them: no one else may reach a desktop. */
const SERVICE_LABELS = { 'app.kubernetes.io/component': 'computers' }

const ingress = [
  {
    from: [{ namespaceSelector: {}, podSelector: { matchLabels: SERVICE_LABELS } }],
    ports: [{ protocol: 'TCP', port: BRIDGE_PORT }],
  },
]

const toResolver = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
}

/** A policy can only allow: every port of the public internet between those of mail. */
const toInternet = {
  to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [...NOT_PUBLIC] } }],
  ports: [...rangesWithout(MAIL_PORTS).map(([port, endPort]) => ({ protocol: 'TCP', port, endPort })), udp()],
}

/** What desktops may reach, and who may reach them. The cluster's network plugin must enforce it. */
export const networkPolicies = (namespace: string) =>
  (['internet', 'none'] as const).map((network) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `gptget-desktops-${network}`, namespace },
    spec: {
      podSelector: { matchLabels: { [NETWORK_LABEL]: network } },
      policyTypes: ['Ingress', 'Egress'],
      ingress,
      egress: network === 'internet' ? [toResolver, toInternet] : [],
    },
  }))

function udp() {
  return { protocol: 'UDP', port: 1, endPort: 65_535 }
}

function rangesWithout(ports: readonly number[]): [first: number, last: number][] {
  const bounds = [0, ...ports.toSorted((one, other) => one - other), 65_536]
  return bounds.slice(1).flatMap((next, index): [number, number][] => {
    const first = bounds[index]! + 1
    return first < next ? [[first, next - 1]] : []
  })
}
