import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { keysQuery, type CreatedKey } from '../../api/keys.ts'
import { useDeferredValue, useState, type ReactNode } from 'react'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { CreatedKeyModal } from './created-key-modal.tsx'
import { KeyForm } from './key-form.tsx'
import { KeyTable } from './key-table.tsx'
import { isOfConsole } from './key-state.ts'

export const KeysPage = () => {
  const mayManage = useMay('manage-keys')
  const { all = false } = useSearch({ from: '/signed-in/keys' })
  const navigate = useNavigate({ from: '/keys' })
  const [isCreating, setCreating] = useState(false)
  const [created, setCreated] = useState<CreatedKey>()
  const create = mayManage && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {m.keys.create}
    </Button>
  )
  return (
    <Page title={m.keys.title} text={mayManage ? m.keys.text : m.keys.mayNot} actions={create}>
      <Keys isAll={all} create={create} onCreated={setCreated} />
      <label className="mt-4 flex items-center gap-2 text-soft">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={all}
          onChange={({ target }) =>
            void navigate({ search: target.checked ? { all: true } : {}, replace: true })
          }
        />
        {m.keys.showAll}
      </label>
      <KeyForm isOpen={isCreating} onClose={() => setCreating(false)} onCreated={setCreated} />
      <CreatedKeyModal created={created} onClose={() => setCreated(undefined)} />
    </Page>
  )
}

type KeysProps = {
  isAll: boolean
  create: ReactNode
  onCreated: (key: CreatedKey) => void
}

const Keys = ({ isAll, create, onCreated }: KeysProps) => {
  const { data: keys, error, refetch } = useQuery(keysQuery)
  const data = useDeferredValue(keys)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={4} />
  const shown = isAll
    ? data
    : data.filter((key) => key.revoked_at === null && !key.disabled && !isOfConsole(key))
  if (shown.length > 0) return <KeyTable keys={shown} onRotated={onCreated} />
  return (
    <Empty icon={<KeyRound size={22} aria-hidden />} title={m.keys.emptyTitle} text={m.keys.emptyText}>
      {create}
    </Empty>
  )
}
