import { useQuery } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { routesQuery, type Route } from '../../api/admin.ts'
import { m } from '../../messages/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

const TONES: Record<Route['circuit'], Tone> = { closed: 'good', open: 'bad', 'half-open': 'warn' }

export const ProvidersPage = () => (
  <Page title={m.admin.providers} text={m.admin.providersText} width="wide">
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
  const { ttftP50Ms, tokensPerSecond, coolingCredentials } = route
  return (
    <tr>
      <Td className="font-medium">{route.provider}</Td>
      <Td>
        <code className="text-soft">{route.upstreamModel}</code>
      </Td>
      <Td>
        <Badge tone={TONES[route.circuit]} title={route.reason ?? undefined}>
          {route.circuit}
        </Badge>
      </Td>
      <Td className="nums text-right">{route.attempts}</Td>
      <Td className="nums text-right">{route.errors}</Td>
      <Td className="nums text-right">{ttftP50Ms === null ? '–' : m.receipt.seconds(ttftP50Ms)}</Td>
      <Td className="nums text-right">{tokensPerSecond === null ? '–' : tokensPerSecond.toFixed(0)}</Td>
      <Td>
        {route.credentialCount}
        {coolingCredentials.length > 0 && (
          <Badge tone="warn" title={coolingCredentials.map(({ reason }) => reason).join(', ')}>
            {m.admin.resting(coolingCredentials.length)}
          </Badge>
        )}
      </Td>
    </tr>
  )
}
