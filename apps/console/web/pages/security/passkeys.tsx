import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '../../api/client.ts'
import {
  addPasskey,
  canHavePasskeys,
  passkeysQuery,
  removePasskey,
  type Passkey,
} from '../../api/passkeys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { TextField } from '../../ui/field.tsx'
import { formatDay } from '../../ui/format.ts'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'

export const Passkeys = () => {
  const { data, error, refetch } = useQuery(passkeysQuery)
  const [isAdding, setAdding] = useState(false)
  return (
    <section>
      <h2 className="text-lg font-semibold">{m.security.passkeys}</h2>
      <p className="mb-3 text-soft">{m.security.passkeysText}</p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={1} />}
      {data?.length === 0 && <p className="mb-3 text-faint">{m.security.noPasskeys}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className="mb-4 divide-y divide-line rounded-lg border border-line">
          {data.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {canHavePasskeys() ? (
        <Button onClick={() => setAdding(true)}>{m.security.addPasskey}</Button>
      ) : (
        <p className="text-soft">{m.security.noPasskeysHere}</p>
      )}
      {isAdding && <AddModal onClose={() => setAdding(false)} />}
    </section>
  )
}

const Row = ({ passkey }: { passkey: Passkey }) => {
  const client = useQueryClient()
  const [isRemoving, setRemoving] = useState(false)
  const name = passkey.name || m.security.unnamed
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <KeyRound size={18} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name}</span>
        <span className="text-sm text-faint">{m.security.added(formatDay(passkey.createdAt))}</span>
      </span>
      <Button size="sm" look="danger" onClick={() => setRemoving(true)}>
        {m.security.remove}
      </Button>
      <ConfirmModal
        title={m.security.removePasskeyTitle(name)}
        text={m.security.removePasskeyText}
        action={m.security.remove}
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await removePasskey(passkey.id)
          await client.invalidateQueries({ queryKey: ['passkeys'] })
        }}
      />
    </li>
  )
}

const AddModal = ({ onClose }: { onClose: () => void }) => {
  const client = useQueryClient()
  const { work, onSubmit } = useForm(
    ({ name = '' }) => addPasskey(name.trim()),
    async () => {
      say(m.security.passkeyAdded)
      onClose()
      await client.invalidateQueries({ queryKey: ['passkeys'] })
    },
  )
  return (
    <Modal title={m.security.addPasskey} text={m.security.passkeysText} isOpen onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        {work.isError && <Failure error={explained(work.error)} />}
        <TextField
          name="name"
          label={m.security.passkeyName}
          placeholder={m.security.passkeyNamePlaceholder}
          maxLength={60}
          required
          autoFocus
        />
        <ModalActions>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" look="primary" isBusy={work.isPending}>
            {m.security.continue}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  )
}

/** Says what to do; the browser's own message quotes a specification. */
const explained = (error: unknown): unknown => {
  if (!(error instanceof ApiError)) return new Error(m.security.passkeyAddFailed)
  return error.code === 'SESSION_NOT_FRESH' ? new Error(m.security.signInAgain) : error
}
