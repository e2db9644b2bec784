import type { CreatedKey } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { SecretModal } from '../../ui/secret-modal.tsx'

type CreatedProps = { created: CreatedKey | undefined; onClose: () => void }

/** Shows a new key. */
export const CreatedKeyModal = ({ created, onClose }: CreatedProps) => (
  <SecretModal
    title={m.keys.createdTitle}
    text={m.keys.createdText}
    secret={created?.key}
    use={m.keys.createdUse}
    program={usage(created?.key ?? '')}
    onClose={onClose}
  />
)

const usage = (key: string): string =>
  `from openai import OpenAI

client = OpenAI(
    base_url="${location.origin}/v1",
    api_key="${key}",
)`
