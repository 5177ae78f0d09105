export const id=7992;export const ids=[7992];export const modules={47992:(o,t,d)=>{d.d(t,{decodeJwt:()=>e.i});var e=d(65509)}}
