"""Preset dictionaries for zlib: text that operations are full of, so that even one alone compresses well.

A dictionary is never changed once a release has spoken it; a new one gets the next number. The common text
stands last, where zlib reaches it with the shortest distance.
"""

DICTIONARIES: dict[int, bytes] = {
    1: (
        b'"address_unit":"online_level":"id_issued_by":"amount_paid":0"exemption":"birth_date":"19'
        b'"need":"submit""kind":"certified_copy""kind":"photocopy""copies":1"originals":1"have":true'
        b'{"actor":"entity":"paper","hlc":"entity":"step","hlc":"entity":"result","hlc":'
        b'"from_status":"processing""to_status":"resolved""action":"return_result"'
        b'"done_at":"done_by":"done_by_name":"done_by_title":"position":'
        b'"holder_officer":null"holder_officer_name":"holder_unit":"status":"'
        b'"base":{"status":["'
        b'{"actor":"an@18571","entity":"dossier","hlc":1,"id":"'
        b'","node":"18571","schema":1,"scope":"18571","tier":0,"values":{"dossier_id":"'
        b'{"clock":1,"counter":1,"cursors":[[1,"","count":0}],"head":0,"limit":0,"logs":[{"chain":"'
        b'","count":0,"have":0,"id":"start":0"}],"node":"445","protocol":[1,1],"refusals":[],'
        b'"refusals_seen":0,"schema":1,"verdict":"ok","cursor":[1,"more":false,"operations":0}'
    )
}
LATEST = max(DICTIONARIES)
