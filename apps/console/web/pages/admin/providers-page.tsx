import { useQuery } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { routesQuery, type Route } from '../../api/admin.ts'
import { m } from '../../messages/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { Simulator } from './simulator.tsx'

const TONES: Record<Route['circuit'], Tone> = { closed: 'good', open: 'bad', 'half-open': 'warn' }

export const ProvidersPage = () => (
  <Page title={m.admin.providers} text={m.admin.providersText} width="wide">
    <Simulator />
    <h2 className="mt-10 mb-3 text-lg font-semibold">{m.routing.routes}</h2>
    <Routes />
  </Page>
)

const Routes = () => {
  const { data, error, refetch } = useQuery(routesQuery)
  if (error && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows />
  if (data.length === 0)
    return (
      <Empty
        icon={<Waypoints size={22} aria-hidden />}
        title={m.admin.noRoutes}
        text={m.admin.noRoutesText}
      />
    )
  return (
    <Table label={m.admin.providers}>
      <thead>
        <tr>
          <Th>{m.admin.provider}</Th>
          <Th>{m.admin.model}</Th>
          <Th>{m.admin.circuit}</Th>
          {[m.admin.requests, m.admin.errors, m.admin.firstToken, m.admin.speed].map((name) => (
            <Th key={name} className="text-right">
              {name}
            </Th>
          ))}
          <Th>{m.admin.credentials}</Th>
        </tr>
      </thead>
      <tbody>
        {data.map((route) => (
          <Row key={`${route.provider} ${route.upstreamModel}`} route={route} />
        ))}
      </tbody>
    </Table>
  )
}

const Row = ({ route }: { route: Route }) => {
  const { ttftP50Ms, tokensPerSecond, coolingCredentials, credentialCount, openForMs, reason } = route
  return (
    <tr>
      <Td className="font-medium">{route.provider}</Td>
      <Td>
        <code className="block text-soft">{route.upstreamModel}</code>
        <span className="text-xs text-faint">{route.models.join(', ')}</span>
      </Td>
      <Td>
        <Badge tone={TONES[route.circuit]}>{m.routing.circuits[route.circuit]}</Badge>
        {openForMs > 0 && (
          <span className="mt-1 block text-xs text-faint">
            {m.routing.openFor(m.receipt.seconds(openForMs), reason)}
          </span>
        )}
      </Td>
      <Td className="nums text-right">{route.attempts}</Td>
      <Td className="nums text-right">{route.errors}</Td>
      <Td className="nums text-right">{ttftP50Ms === null ? '–' : m.receipt.seconds(ttftP50Ms)}</Td>
      <Td className="nums text-right">{tokensPerSecond === null ? '–' : tokensPerSecond.toFixed(0)}</Td>
      <Td className="whitespace-nowrap">
        {m.routing.credentials(credentialCount - coolingCredentials.length, credentialCount)}
        {coolingCredentials.map(({ position, forMs, reason }) => (
          <span key={position} className="block text-xs text-warn">
            {m.routing.rests(position + 1, reason, m.receipt.seconds(forMs))}
          </span>
        ))}
      </Td>
    </tr>
  )
}
