/** The words that the scanner knows, each list with the bit that says what it means. Lower case; case is ignored. */

/** True and false. */
export const LITERAL = 1;
export const MONTH = 2;
export const WEEKDAY = 4;
/** What may follow a time of day. */
export const ZONE = 8;
export const METHOD = 16;
/** Keys whose values are words that tell mistakes apart: `error=connection_refused`. */
export const TELLING_KEY = 32;
/** A number after one of these tells mistakes apart: `signal 9`, `errno 111`. */
export const BEFORE_TELLING_NUMBER = 64;
/** `exit code 3`, `exited with status 1`, `return code 2`: a number after `code` or `status`, with one of these shortly before. */
export const EXIT = 128;
export const CODE = 256;
/** A quoted name that follows one of these shortly is an object: it is kept, digits and all. */
export const OBJECT = 512;
export const SIZE_UNIT = 1024;
export const TIME_UNIT = 2048;
/** Words with a digit that are names of things, not values. */
export const NAME_WITH_DIGIT = 4096;
/** Nothing at all: a value where a mark stands before it, a word of the sentence elsewhere. */
export const NOTHING = 8192;

/** A number after one of these is never below 0 where it tells mistakes apart: `signal=-49` is a strength. */
export const NEVER_NEGATIVE = 16384;

export const WORD_LISTS: readonly { meaning: number; words: string }[] = [
  { meaning: LITERAL, words: "true false" },
  { meaning: NOTHING, words: "null none nil undefined nan" },
  {
    meaning: MONTH,
    words:
      "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october " +
      "november december",
  },
  {
    meaning: WEEKDAY,
    words: "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday",
  },
  { meaning: ZONE, words: "utc gmt est edt cst cdt mst mdt pst pdt cet cest bst ist jst msk am pm" },
  { meaning: METHOD, words: "get post put patch delete head options trace connect" },
  {
    meaning: TELLING_KEY,
    words:
      "error err reason cause status state code errno level severity lvl exception exc type class msg message event action " +
      "method op operation result verb signal errorcode error_code kind",
  },
  { meaning: BEFORE_TELLING_NUMBER, words: "signal sig errno exit exitcode exit_code sqlstate exitstatus" },
  { meaning: NEVER_NEGATIVE, words: "signal sig" },
  { meaning: EXIT, words: "exit exited exits exiting terminated return returned returns" },
  { meaning: CODE, words: "code status" },
  {
    meaning: OBJECT,
    words:
      "relation table column constraint role user database schema function index module sequence type extension revision " +
      "class attribute field option parameter setting view trigger operator procedure key package",
  },
  {
    meaning: SIZE_UNIT,
    words: "b kb mb gb tb pb kib mib gib tib pib byte bytes kbytes mbytes kilobytes megabytes gigabytes",
  },
  {
    meaning: TIME_UNIT,
    words:
      "ns us µs ms s sec secs second seconds millisecond milliseconds microsecond microseconds nanoseconds min mins " +
      "minute minutes h hr hrs hour hours day days week weeks msec msecs usec usecs",
  },
  {
    meaning: NAME_WITH_DIGIT,
    words:
      "ipv4 ipv6 utf8 utf-8 utf-16 utf16 latin1 iso-8859-1 sha1 sha256 sha-256 sha512 md5 crc32 base64 http1 http2 h2 h2c " +
      "http3 oauth1 oauth2 s3 k8s ec2 x86 x86_64 amd64 arm64 i386 i686 log4j slf4j log4j2 p2p b2b i18n l10n e2e 2fa mp3 " +
      "mp4 x509 x.509 win32 win64 tls1.2 tls1.3 ssl3 log2 socks4 socks5 l1 l2 l3 ext3 ext4 802.11 urllib3 psycopg2 boto3 " +
      "python2 python3 sqlite3 argon2 ps/2 i2c usb2 usb3 neo4j d3 ed25519 aes128 aes256",
  },
];

/** The words of the lists that say this of them. */
export function wordsThatMean(one: number): ReadonlySet<string> {
  return new Set(WORD_LISTS.flatMap(({ meaning, words }) => (meaning === one ? words.split(" ") : [])));
}

/** Endings of file names that are also country codes or look like a domain's end. */
export const FILE_ENDINGS: ReadonlySet<string> = new Set(
  (
    "py rs sh cc js ts so md pl cs rb ml ps hs mk mo pm pyc cfg conf log txt xml json yml yaml html htm css php jsp java " +
    "class jar war dll exe sys bin dat db sql csv gz zip tar bz2 pid sock lock tmp bak out err c h go kt id is"
  ).split(" "),
);

/** Last labels that make a dotted name with two labels a host name. */
export const TOP_LEVEL: ReadonlySet<string> = new Set(
  "com org net edu gov mil info biz io dev app cloud local localdomain internal lan arpa corp intranet home svc".split(
    " ",
  ),
);

/** First labels of reversed domains and of well-known packages: names of classes, never of hosts. */
export const PACKAGE_ROOTS: ReadonlySet<string> = new Set(
  "com org net edu gov io java javax jakarta scala kotlin android androidx sun jdk akka dev app clojure groovy".split(
    " ",
  ),
);
