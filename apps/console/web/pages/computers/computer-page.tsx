import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { computersQuery, viewQuery, type Computer } from '../../api/computers.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { useTitle } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { ComputerActions } from './computer-actions.tsx'
import { ComputerStatus } from './computer-status.tsx'
import { SidePanels } from './side-panels.tsx'

/** The page of a computer: live desktop, agent, terminal and files. */
export const ComputerPage = () => {
  const { id } = useParams({ from: '/signed-in/computers/$id' })
  const { data, error, refetch } = useQuery(computersQuery)
  const computer = data?.find((each) => each.id === id)
  useTitle(computer?.name ?? m.computers.title)
  const mayUse = useMay('use')
  return (
    <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col gap-4 p-4 sm:p-6 lg:h-dvh">
      <header className="flex flex-wrap items-center gap-3">
        <Link to="/computers" className="flex items-center gap-1.5 text-soft hover:text-text">
          <ArrowLeft size={16} aria-hidden />
          {m.computers.back}
        </Link>
        <h1 className="text-xl font-semibold tracking-tight">{computer?.name}</h1>
        {computer && <ComputerStatus computer={computer} />}
        <div className="ml-auto flex gap-2">
          {computer && mayUse && <ComputerActions computer={computer} />}
        </div>
      </header>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows />}
      {data !== undefined && computer === undefined && <p className="text-soft">{m.common.notFound}</p>}
      {computer?.status === 'running' && (
        <div className="grid min-h-0 flex-1 gap-4 max-lg:content-start lg:grid-cols-[1fr_minmax(20rem,26rem)]">
          <Desktop computer={computer} />
          <SidePanels computerId={computer.id} />
        </div>
      )}
      {computer && computer.status !== 'running' && <p className="text-soft">{m.computers.notRunning}</p>}
    </div>
  )
}

const Desktop = ({ computer }: { computer: Computer }) => {
  const { data: url, error, refetch } = useQuery(viewQuery(computer.id))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (url === undefined) return <LoadingRows />
  return (
    <iframe
      src={url}
      title={m.computers.live(computer.name)}
      className="aspect-[16/10] w-full rounded-lg border border-line bg-raised lg:aspect-auto lg:h-full"
    />
  )
}
