import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { providerKeysQuery } from '../../api/provider-keys.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { SettingsFrame } from '../settings/settings-frame.tsx'
import { AddKeyModal } from './add-key-modal.tsx'
import { ProviderKeyRow } from './provider-key-row.tsx'

/** The organization's own provider keys. */
export const ProviderKeysPage = () => {
  const mayUse = useMay('use')
  const [isAdding, setAdding] = useState(false)
  const add = mayUse && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus size={16} aria-hidden />
      {m.providerKeys.add}
    </Button>
  )
  return (
    <SettingsFrame>
      <section>
        <h2 className="text-lg font-semibold">{m.providerKeys.title}</h2>
        <p className="mb-4 text-soft">{mayUse ? m.providerKeys.text : m.providerKeys.mayNot}</p>
        <Keys add={add} />
        {isAdding && <AddKeyModal onClose={() => setAdding(false)} />}
      </section>
    </SettingsFrame>
  )
}

const Keys = ({ add }: { add: ReactNode }) => {
  const { data, error, refetch } = useQuery(providerKeysQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={2} />
  if (data.length === 0)
    return (
      <Empty
        icon={<KeyRound size={22} aria-hidden />}
        title={m.providerKeys.emptyTitle}
        text={m.providerKeys.emptyText}
      >
        {add}
      </Empty>
    )
  return (
    <>
      <ul className="mb-4 divide-y divide-line rounded-lg border border-line bg-card">
        {data.map((key) => (
          <ProviderKeyRow key={key.id} providerKey={key} />
        ))}
      </ul>
      {add}
    </>
  )
}
