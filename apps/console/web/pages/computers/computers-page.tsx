import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Monitor, Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { computersQuery, type Computer } from '../../api/computers.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { ComputerActions } from './computer-actions.tsx'
import { ComputerStatus } from './computer-status.tsx'
import { CreateComputer } from './create-computer.tsx'

export const ComputersPage = () => {
  const mayUse = useMay('use')
  const [isCreating, setCreating] = useState(false)
  const create = mayUse && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {m.computers.create}
    </Button>
  )
  return (
    <Page title={m.computers.title} text={m.computers.text} actions={create}>
      <Computers mayUse={mayUse} create={create} />
      <CreateComputer isOpen={isCreating} onClose={() => setCreating(false)} />
    </Page>
  )
}

const Computers = ({ mayUse, create }: { mayUse: boolean; create: ReactNode }) => {
  const { data, error, refetch } = useQuery(computersQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={3} />
  if (data.length === 0)
    return (
      <Empty
        icon={<Monitor size={22} aria-hidden />}
        title={m.computers.emptyTitle}
        text={m.computers.emptyText}
      >
        {create}
      </Empty>
    )
  return (
    <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {data.map((computer) => (
        <Card key={computer.id} computer={computer} mayUse={mayUse} />
      ))}
    </ul>
  )
}

const Card = ({ computer, mayUse }: { computer: Computer; mayUse: boolean }) => (
  <li className="flex flex-col gap-4 rounded-lg border border-line bg-card p-4">
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0">
        <h2 className="truncate font-semibold">{computer.name}</h2>
        <p className="text-sm text-soft">
          {m.computers.sizes[computer.instance_type as '2c4g'] ?? computer.instance_type} ·{' '}
          {computer.resolution}
        </p>
        <p className="text-xs text-faint">{m.computers.hours(computer.hours_charged)}</p>
      </div>
      <ComputerStatus computer={computer} />
    </div>
    <div className="flex flex-wrap gap-2">
      <Link to="/computers/$id" params={{ id: computer.id }} className={buttonClass('primary', 'sm')}>
        {m.computers.open}
      </Link>
      {mayUse && <ComputerActions computer={computer} />}
    </div>
  </li>
)
