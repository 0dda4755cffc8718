/** Words that the scanner knows, one table per question. All in lower case unless the case matters. */

/** Words with a digit that are names of things, not values. */
export const NAMES_WITH_DIGITS: ReadonlySet<string> = new Set(
  (
    "ipv4 ipv6 utf8 utf-8 utf-16 utf16 latin1 iso-8859-1 sha1 sha256 sha-256 sha512 md5 crc32 base64 http1 http2 h2 h2c http3 " +
    "oauth2 oidc2 s3 k8s ec2 x86 x86_64 amd64 arm64 i386 i686 log4j slf4j log4j2 p2p b2b i18n l10n e2e 2fa mp3 mp4 x509 " +
    "x.509 win32 win64 win10 tls1.2 tls1.3 ssl3 log2 socks4 socks5 l1 l2 l3 ext3 ext4 802.11 urllib3 psycopg2 boto3 " +
    "asyncio2 python2 python3 go1 jdk8 sqlite3 bcrypt2 argon2 ps/2 i2c usb2 usb3 oauth1 neo4j d3 ed25519 aes128 aes256"
  ).split(" "),
);

/** Values that are true, false or nothing at all. */
export const LITERALS: ReadonlySet<string> = new Set(
  "true false null none nil undefined nan (null) True False None NULL".split(" "),
);

/** Units of size after a number; any of them is masked together with the number. */
export const SIZE_UNITS: ReadonlySet<string> = new Set(
  "b kb mb gb tb pb kib mib gib tib pib byte bytes kbytes mbytes kilobytes megabytes gigabytes".split(" "),
);

/** Units of time after a number. */
export const TIME_UNITS: ReadonlySet<string> = new Set(
  (
    "ns us µs ms s sec secs second seconds millisecond milliseconds microsecond microseconds nanoseconds min mins " +
    "minute minutes h hr hrs hour hours day days week weeks msec msecs usec usecs"
  ).split(" "),
);

export const MONTHS: ReadonlySet<string> = new Set(
  (
    "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october " +
    "november december"
  ).split(" "),
);

export const WEEKDAYS: ReadonlySet<string> = new Set(
  "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday".split(" "),
);

/** What may follow a time of day. */
export const ZONES: ReadonlySet<string> = new Set(
  "UTC GMT Z EST EDT CST CDT MST MDT PST PDT CET CEST BST IST JST MSK AM PM am pm".split(" "),
);

/** Keys whose values are words that tell mistakes apart: `error=connection_refused`. */
export const TELLING_KEYS: ReadonlySet<string> = new Set(
  (
    "error err reason cause status state code errno level severity lvl exception exc type class msg message event action " +
    "method op operation result verb signal errorcode error_code kind"
  ).split(" "),
);

/** A number after one of these words tells mistakes apart: `signal 9`, `errno 111`. */
export const TELLING_BEFORE_NUMBER: ReadonlySet<string> = new Set(
  "signal sig errno exit exitcode exit_code sqlstate exitstatus".split(" "),
);

/** `exit code 3`, `exited with status 1`: a number after `code` or `status`, with one of these shortly before. */
export const EXIT_WORDS: ReadonlySet<string> = new Set("exit exited exits exiting terminated".split(" "));

/** What a quoted name that follows one of these words stands for is an object: it is kept, digits and all. */
export const OBJECT_NOUNS: ReadonlySet<string> = new Set(
  (
    "relation table column constraint role user database schema function index module sequence type extension revision " +
    "class attribute field option parameter setting view trigger operator procedure key package"
  ).split(" "),
);

export const HTTP_METHODS: ReadonlySet<string> = new Set(
  "GET POST PUT PATCH DELETE HEAD OPTIONS TRACE CONNECT".split(" "),
);

/** Endings of file names that are also country codes or look like a domain's end. */
const FILE_ENDINGS =
  "py rs sh cc js ts so md pl cs rb ml ps hs mk mo pm py pyc cfg conf log txt xml json yml yaml html htm css php jsp java " +
  "class jar war dll exe sys bin dat db sql csv gz zip tar bz2 pid sock lock tmp bak out err c h go kt";
export const FILE_ENDING: ReadonlySet<string> = new Set(FILE_ENDINGS.split(" "));

/** Last labels that make a dotted name with two labels a host name. */
export const TOP_LEVEL: ReadonlySet<string> = new Set(
  "com org net edu gov mil int info biz io dev app cloud local localdomain internal lan arpa corp intranet home svc".split(
    " ",
  ),
);

/** First labels of reversed domains and of well-known packages: names of classes, never of hosts. */
export const PACKAGE_ROOTS: ReadonlySet<string> = new Set(
  "com org net edu gov io java javax jakarta scala kotlin android androidx sun jdk akka dev app clojure groovy".split(
    " ",
  ),
);
