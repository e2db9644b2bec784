/**
 * A filter of system calls in the kernel's format (struct sock_filter). Calls that were used to escape sandboxes and
 * that no desktop needs are refused with EPERM. User namespaces stay: Chromium's own sandbox needs them.
 */
export const seccompFilter = (architecture: string = process.arch): Buffer | null => {
  const table = TABLES[architecture]
  if (table === undefined) return null
  const denied = Object.values(table.denied)
  const program: Instruction[] = [
    [LOAD, 0, 0, OFFSET_OF_ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, table.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, OFFSET_OF_NUMBER],
    // x32 numbers are the same calls by other numbers.
    ...(architecture === 'x64' ? [[JUMP_IF_AT_LEAST, denied.length + 1, 0, X32_BIT] as const] : []),
    ...denied.map((number, index): Instruction => [JUMP_IF_EQUAL, denied.length - index, 0, number]),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, REFUSE],
  ]
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, whenTrue, whenFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(whenTrue, index * 8 + 2)
    bytes.writeUInt8(whenFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  }
  return bytes
}

/** The same filter in the format of container engines. */
export const seccompProfile = (architecture: string = process.arch): string =>
  JSON.stringify({
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [
      {
        names: Object.keys(TABLES[architecture]?.denied ?? {}),
        action: 'SCMP_ACT_ERRNO',
        errnoRet: EPERM,
      },
    ],
  })

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, value: number]

const LOAD = 0x20
const JUMP_IF_EQUAL = 0x15
const JUMP_IF_AT_LEAST = 0x35
const RETURN = 0x06
const OFFSET_OF_NUMBER = 0
const OFFSET_OF_ARCHITECTURE = 4
const ALLOW = 0x7fff0000
const KILL = 0x80000000
const EPERM = 1
const REFUSE = 0x00050000 | EPERM
const X32_BIT = 0x40000000

/** Numbers from linux/arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h. */
const TABLES: Record<string, { audit: number; denied: Record<string, number> }> = {
  x64: {
    audit: 0xc000003e,
    denied: {
      acct: 163,
      add_key: 248,
      bpf: 321,
      delete_module: 176,
      finit_module: 313,
      init_module: 175,
      io_uring_setup: 425,
      ioperm: 173,
      iopl: 172,
      kexec_file_load: 320,
      kexec_load: 246,
      keyctl: 250,
      lookup_dcookie: 212,
      name_to_handle_at: 303,
      open_by_handle_at: 304,
      perf_event_open: 298,
      personality: 135,
      quotactl: 179,
      reboot: 169,
      request_key: 249,
      settimeofday: 164,
      swapoff: 168,
      swapon: 167,
      syslog: 103,
      userfaultfd: 323,
      vhangup: 153,
    },
  },
  arm64: {
    audit: 0xc00000b7,
    denied: {
      acct: 89,
      add_key: 217,
      bpf: 280,
      delete_module: 106,
      finit_module: 273,
      init_module: 105,
      io_uring_setup: 425,
      kexec_file_load: 294,
      kexec_load: 104,
      keyctl: 219,
      lookup_dcookie: 18,
      name_to_handle_at: 264,
      open_by_handle_at: 265,
      perf_event_open: 241,
      personality: 92,
      quotactl: 60,
      reboot: 142,
      request_key: 218,
      settimeofday: 170,
      swapoff: 225,
      swapon: 224,
      syslog: 116,
      userfaultfd: 282,
      vhangup: 58,
    },
  },
}
