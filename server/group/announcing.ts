/** Nouns that announce a name: what follows is that thing's name. Lower case. */
export const NOUNS: ReadonlySet<string> = new Set(
  (
    "user users account client host hostname node server service daemon device interface file directory folder domain " +
    "container pod instance worker thread process job task queue topic channel partition volume disk package class bean " +
    "plugin bundle handler listener address peer broker region zone cluster session login name id principal owner group " +
    "tag label program application app activity intent component provider receiver backend proxy upstream pool keyspace shard " +
    "dev comm player customer tenant member guest consumer producer subscriber publisher sender recipient exchange subscription " +
    "supplier shop project repository workspace team room sensor entity platform pipeline flag source sink parent child locale " +
    "language currency workgroup realm catalog dataset namespace " +
    // The same in other languages.
    "benutzer nutzer datei ordner gerät dienst prozess kunde konto rechner utilisateur fichier dossier périphérique hôte client compte " +
    "tâche usuario archivo carpeta equipo servicio proceso cliente cuenta utente cartella usuário arquivo пользователь пользователя файл " +
    "файла служба сервер узел каталог процесс"
  ).split(" "),
);

/** What may stand before a name. Lower case. */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  (
    "for from to by via with on at of in into onto using against under von nach für mit auf bei aus zu de à pour par avec sur dans chez " +
    "para por con en desde hacia в во на из для от с"
  ).split(" "),
);
