"use strict";exports.id=1012;exports.ids=[1012];exports.modules={61012:(function(n,f,o){o.d(f,{fromEnv:()=>r.sF});var r=o(43615)})}
