"""Text in other languages, for measuring what must not be touched.

From article 1 (and for French article 2) of the Universal Declaration of Human Rights, whose translations the United
Nations publish for free use, with a line of common words that carry each language's letters.
"""

#: Language, the encodings of before Unicode that it was written in, the text.
TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "French",
        ("cp1252",),
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
        "conscience et doivent agir les uns envers les autres dans un esprit de fraternité. Chacun peut se prévaloir "
        "de tous les droits et de toutes les libertés proclamés dans la présente Déclaration, sans distinction "
        "aucune. L'été dernier, là où la forêt brûle, à côté de la rivière, il a été créé un théâtre naïf.",
    ),
    (
        "German",
        ("cp1252",),
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt "
        "und sollen einander im Geist der Brüderlichkeit begegnen. Schöne Straßen führen über Köln nach München; "
        "größere Häuser, kürzere Wege, fröhliche Gäste.",
    ),
    (
        "Spanish",
        ("cp1252",),
        "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y "
        "conciencia, deben comportarse fraternalmente los unos con los otros. El niño irá mañana al café, señor; "
        "también habrá más años, según la última canción.",
    ),
    (
        "Portuguese",
        ("cp1252",),
        "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de "
        "consciência, devem agir uns para com os outros em espírito de fraternidade. Não há nação sem coração; então "
        "é só isso, avó e mãe, à tarde, até amanhã.",
    ),
    (
        "Italian",
        ("cp1252",),
        "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di "
        "coscienza e devono agire gli uni verso gli altri in spirito di fratellanza. Perché la città è più bella; "
        "così può essere, però già là, lunedì e martedì.",
    ),
    (
        "English",
        ("cp1252",),
        "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience "
        "– and should act “in a spirit of brotherhood”. The café’s naïve façade cost £5, a résumé ½; the Brontë "
        "sisters’ coöperation © 2005, Löwenbräu® beer at 5 °C, 10 µm × 3 m².",
    ),
    (
        "Swedish",
        ("cp1252",),
        "Alla människor är födda fria och lika i värde och rättigheter. De är utrustade med förnuft och samvete och "
        "bör handla gentemot varandra i en anda av broderskap. På ön går vägen över ån; också där är sjön blå.",
    ),
    (
        "Finnish",
        ("cp1252",),
        "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja "
        "omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä. Hyvää yötä, älä vielä lähde täältä.",
    ),
    (
        "Czech",
        ("cp1250", "iso8859-2"),
        "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají "
        "spolu jednat v duchu bratrství. Příliš žluťoučký kůň úpěl ďábelské ódy; už tři měsíce prší.",
    ),
    (
        "Polish",
        ("cp1250", "iso8859-2"),
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i "
        "sumieniem i powinni postępować wobec innych w duchu braterstwa. Zażółć gęślą jaźń; dziękuję, już idę.",
    ),
    (
        "Russian",
        ("cp1251", "koi8-r"),
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и "
        "должны поступать в отношении друг друга в духе братства.",
    ),
    (
        "Chinese",
        ("gb18030",),
        "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    ),
)
