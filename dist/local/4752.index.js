export const id=4752;export const ids=[4752,9864];export const modules={24752:(e,r,t)=>{t.r(r);t.d(r,{PROPERTIES_READ:()=>l,gradleConfiguration:()=>gradleConfiguration,gradleHome:()=>gradleHome,gradleProperties:()=>gradleProperties,gradleValues:()=>gradleValues,groovy:()=>groovy,ownName:()=>ownName,scriptName:()=>scriptName});var s=t(47994);var o=t(24218);var n=t(95921);var a=t(93013);var i=t(79864);function gradleConfiguration(e){const{machine:r,endpoint:t,token:s}=e;const a=gradleHome(r);const scriptOf=e=>(0,n.uJ)(r,a.folder,"init.d",scriptName(e));const taken=e=>{const s=r.read(scriptOf(e));return void 0!==s&&!s.includes(groovy(t))};const plain=e=>e.replace(/[^A-Za-z0-9]/g,"");const l=plain(e.options["maven-server-id"]||"codeartifact")||"codeartifact";const c=taken(l)?plain(`${l}${e.domain}${e.repository}`):l;const p=(0,n.lM)(e,["build.gradle","build.gradle.kts","settings.gradle","settings.gradle.kts","gradle.properties"]);const d=(0,o.b)(r,"Gradle",[c,ownName(c)].flatMap(e=>[{name:`ORG_GRADLE_PROJECT_${e}Username`,wanted:"aws"},{name:`ORG_GRADLE_PROJECT_${e}Password`,wanted:s}]));const u=gradleProperties(r,a.folder);return{files:[{path:scriptOf(c),holdsSecret:false,syntax:"tree",edit:()=>initScript(c,t)},{path:u,holdsSecret:true,syntax:"lines",language:"properties",edit:e=>setPropertiesBehind(markOf(r,u),e??"",{[`${c}Username`]:"aws",[`${c}Password`]:s.reveal(),[`${ownName(c)}Username`]:"aws",[`${ownName(c)}Password`]:s.reveal()})}],variables:{...(0,i.homeVariables)(r,a.java,{name:"GRADLE_USER_HOME",value:a.folder}).variables,...p.variables,...d.variables},notes:[`to publish with Gradle, declare a repository with the url ${t}; its credentials are supplied, or write \`name = "${c}"\` and \`credentials(PasswordCredentials)\``,...d.notes,...p.notes]}}function gradleHome(e){const r=["DEFAULT_JVM_OPTS","JAVA_OPTS","GRADLE_OPTS"].map(r=>(0,n.bv)(e,r));const t=(0,i.ky)(e,r);const s=(0,i.dw)((0,i.NC)(e,r),"gradle.user.home")??(0,n.bv)(e,"GRADLE_USER_HOME");if(s)return{folder:(0,n.ys)(e,s),java:{...t,isStray:false}};return{folder:(0,i.Lr)(e,t,".gradle"),java:t}}const gradleProperties=(e,r)=>(0,n.uJ)(e,r,"gradle.properties");const markOf=(e,r)=>{const t=e.encodingOf(r);return t?.charset==="utf8"&&t.mark?"\uFEFF":""};function gradleValues(e,r){const t=gradleProperties(e,r);const o=e.encodingOf(t);if(o&&void 0!==(0,s.m$)(l,o))return new Map;return(0,a.aj)(markOf(e,t)+(e.read(t)??""))}const l={mark:true,utf16:false,otherBytes:true};const setPropertiesBehind=(e,r,t)=>(0,a.yj)(e+r,t).slice(e.length);const scriptName=e=>`codeartifact-ci.${e}.gradle`;const ownName=e=>`${e}Ci`;const groovy=e=>`'${e.replace(/[\\']/g,"\\$&")}'`;function initScript(e,r){return`// Written by codeartifact-ci and removed at logout. Holds no secret: the token is in gradle.properties.
def caName = ${groovy(ownName(e))}
def caUrl = ${groovy(r)}
def caVersion = org.gradle.util.GradleVersion.current().baseVersion
def caSince = { String version -> caVersion >= org.gradle.util.GradleVersion.version(version) }
def caSame = { Object url -> url != null && url.toString().replaceAll('/+$', '') == caUrl.replaceAll('/+$', '') }
def caPassword = {
  def properties = new Properties()
  def file = new File(gradle.gradleUserHomeDir, 'gradle.properties')
  if (file.isFile()) file.withInputStream { properties.load(it) }
  properties.getProperty(caName + 'Password')
}
def caCredentials = { repository ->
  if (repository.name == caName && caSince('6.6')) {
    repository.credentials(gradle.class.classLoader.loadClass('org.gradle.api.credentials.PasswordCredentials'))
    return
  }
  def password = caPassword()
  if (password != null) repository.credentials { credentials ->
    credentials.username = 'aws'
    credentials.password = password
  }
}
def caSupply = { repositories ->
  repositories.withType(MavenArtifactRepository).all { repository ->
    if (repository.name != caName && caSame(repository.url)) {
      // Credentials of another kind that the build has given are its own business.
      try { caCredentials(repository) } catch (IllegalStateException ignored) { }
    }
  }
}
def caAdd = { repositories ->
  def added = repositories.maven { repository ->
    repository.name = caName
    repository.url = caUrl
    if (caUrl.startsWith('http:') && repository.metaClass.respondsTo(repository, 'setAllowInsecureProtocol', boolean)) {
      repository.allowInsecureProtocol = true
    }
    caCredentials(repository)
  }
  repositories.remove(added)
  repositories.addFirst(added)
}
def caKnown = { repositories -> repositories.withType(MavenArtifactRepository).any { it.name == caName || caSame(it.url) } }
if (caSince('6.8')) {
  gradle.beforeSettings { settings ->
    caAdd(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.pluginManagement.repositories)
    caSupply(settings.buildscript.repositories)
  }
}
gradle.allprojects { project ->
  caSupply(project.repositories)
  caSupply(project.buildscript.repositories)
  project.plugins.withId('maven-publish') { project.publishing { caSupply(repositories) } }
  project.afterEvaluate {
    def hasOwn = !project.repositories.isEmpty()
    if ((hasOwn || !caSince('6.8')) && !caKnown(project.repositories)) caAdd(project.repositories)
  }
}
`}},79864:(e,r,t)=>{t.d(r,{HL:()=>a,LF:()=>i,Lr:()=>inJavaHome,NC:()=>javaOptions,NG:()=>n,RI:()=>optionWords,S2:()=>launchedText,cg:()=>untrustedJavaHome,dw:()=>systemProperty,fB:()=>strayHomeRemark,homeVariables:()=>homeVariables,ky:()=>javaHome,userHomeVariable:()=>userHomeVariable,zi:()=>sparesHost});var s=t(88162);var o=t(95921);const optionWords=e=>(e??"").split(/\s+/).filter(e=>""!==e);function systemProperty(e,r){const t=`-D${r}=`;return e.flatMap(optionWords).filter(e=>e.startsWith(t)).at(-1)?.slice(t.length)}const n=/javax\.net\.ssl\.trustStore(?!Type|Password|Provider)|\.securityMode\b|\.http\.ssl\./i;const a=new RegExp(`${n.source}|(?:^|\\s)(?:@|-javaagent:|-agent(?:lib|path):)`,"i");const i="localhost|127.*|[::1]|0.0.0.0|[::0]";function sparesHost(e,r){return e.split(/[|,]/).map(e=>e.trim().toLowerCase()).some(e=>{const[t="",...s]=e.split("*");if(0===s.length)return e===r;const o=s.at(-1)??"";return""!==e&&r.length>=t.length+o.length&&r.startsWith(t)&&r.endsWith(o)})}function javaOptions(e,r){const of=r=>(0,o.bv)(e,r);return[of("JAVA_TOOL_OPTIONS"),of("JDK_JAVA_OPTIONS"),...r,of("_JAVA_OPTIONS")]}function userHome(e,r){const t=systemProperty(r,"user.home");return t?(0,o.ys)(e,t):e.accountHome}const isSameFolder=(e,r)=>e?.replace(/(?<![/\\])[/\\]+$/,"")===r.replace(/(?<![/\\])[/\\]+$/,"");function javaHome(e,r){const t=javaOptions(e,r);const s=userHome(e,t);const o=void 0!==systemProperty(t,"user.home");return{folder:s,isChosen:o,isStray:!o&&!isSameFolder(s,e.home)}}const launchedText=(e,r)=>e.read(r)?.replace("win32"===e.platform?/["']/g:/["'\\]/g,"");function untrustedJavaHome(e,{client:r,path:t,own:n,files:a}){const isAt=r=>{const s=systemProperty([r],"user.home");return void 0!==s&&(0,o.z$)(e,t,(0,o.ys)(e,s))};const i=a.find(r=>isAt(launchedText(e,r)?.replace(/^[ \t]*-J/gm,"")));if(void 0===i||n.some(isAt))return;return(0,s.AL)(e,{client:r,path:t,chooser:i,by:`\`-Duser.home\` in ${i}`,fix:`Take \`-Duser.home\` out of ${i}.`})}function inJavaHome(e,r,...t){return r.isChosen&&void 0!==r.folder?(0,o.uJ)(e,r.folder,...t):(0,o.Lf)(e,...t)}const userHomeVariable=(e,r)=>({name:r,value:[(0,o.bv)(e,r),`-Duser.home=${e.home}`].filter(Boolean).join(" ")});function homeVariables(e,r,{name:t,value:s}){return{variables:r.isStray&&e.exportsVariables?{[t]:s}:{}}}function strayHomeRemark(e,r,{folder:t},{name:s,value:o}){const n=void 0===t?`${r} finds no folder of the user, who has no entry in the password database`:`${r} reads the files in ${t}, which the password database names`;return{name:"user-home",found:`${n}; HOME is ${e.home}`,fix:`export ${s}='${o.replaceAll("'","'\\''")}'`}}},93013:(e,r,t)=>{t.d(r,{GI:()=>removeProperties,Lb:()=>copyProperties,aj:()=>propertiesValues,x1:()=>propertiesLines,yj:()=>setProperties});var s=t(99388);var o=t(69069);const isBlank=e=>" "===e||"	"===e||"\f"===e;const isLineEnd=e=>"\n"===e||"\r"===e;const behindLineEnd=(e,r)=>r+("\r"===e[r]&&"\n"===e[r+1]?2:1);function parse(e){const r=[];let t=0;let s=false;while(t<e.length){while(isBlank(e[t])||isLineEnd(e[t]))t+=1;if("#"===e[t]||"!"===e[t]){while(t<e.length&&!isLineEnd(e[t]))t+=1;continue}if(t>=e.length)break;const o=logicalLine(e,t);let n=t;while(isBlank(e[n-1]))n-=1;t=o.next;s=o.isOpen;if(""!==o.letters)r.push(entryOf(o,n))}return{entries:r,isOpen:s}}function logicalLine(e,r){const t=[];const s=[];let o=r;for(;;){const r=e[o];if(void 0===r||isLineEnd(r)){const n=void 0===r?o:behindLineEnd(e,o);return{letters:t.join(""),places:s,end:o,next:n,isOpen:false}}if("\\"!==r){t.push(r);s.push(o);o+=1;continue}const n=e[o+1];if(void 0!==n&&!isLineEnd(n)){t.push(r,n);s.push(o,o+1);o+=2;continue}const a=void 0===n?o+1:behindLineEnd(e,o+1);if(a>=e.length)return{letters:t.join(""),places:s,end:o,next:a,isOpen:true};let i=a;while(isBlank(e[i]))i+=1;if(i>=e.length)return{letters:t.join(""),places:s,end:o,next:i,isOpen:true};if(0===t.length&&("#"===e[i]||"!"===e[i]))return{letters:"",places:s,end:o,next:i,isOpen:false};o=i}}function entryOf({letters:e,places:r,end:t,next:s},o){let n=0;while(n<e.length&&!isBlank(e[n])&&"="!==e[n]&&":"!==e[n])n+="\\"===e[n]?2:1;let a=n;let i=false;while(a<e.length){const r=e[a];if(i||"="!==r&&":"!==r){if(!isBlank(r))break}else i=true;a+=1}const l=r[a-1];return{key:unescaped(e.slice(0,n)),value:unescaped(e.slice(a)),start:r[a]??(void 0===l?t:l+1),end:t,from:o,next:s,isBare:a===n}}const n={t:"	",r:"\r",n:"\n",f:"\f"};const unescaped=e=>e.replace(/\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g,(e,r,t)=>void 0===r?n[t]??t:String.fromCharCode(Number.parseInt(r,16)));const escaped=(e,r)=>(0,o.TN)(e).replace(r,"\\$&").replace(/[^ -~]/g,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,"0")}`);const escapedValue=e=>escaped(e,/\\|^ /g);function propertiesValues(e){return new Map(parse(e).entries.map(({key:e,value:r})=>[e,r]))}function removeProperties(e,r){let t="";let s=0;for(const{key:o,from:n,next:a}of parse(e).entries)if(r.has(o)){t+=e.slice(s,n);s=a}return t+e.slice(s)}const propertiesLines=e=>parse(e).entries.map(({key:r,start:t,end:s})=>({path:[r],text:e.slice(t,s)}));const setProperties=(e,r)=>put(e,new Map(Object.entries(r).map(([e,r])=>[e,{value:r,written:escapedValue(r)}])));function copyProperties(e,r,t){const s=new Map;for(const{key:e,value:o,start:n,end:a}of parse(r).entries)if(t.has(e))s.set(e,{value:o,written:r.slice(n,a)});return put(e,s)}function put(e,r){const{entries:t,isOpen:o}=parse(e);const n=[];let a=0;for(const{key:s,value:o,start:i,end:l,isBare:c}of t){const t=r.get(s);if(void 0!==t&&t.value!==o){n.push(e.slice(a,i),c?"=":"",t.written);a=l}}const i=new Set(t.map(({key:e})=>e));const l=[...r].filter(([e])=>!i.has(e)).map(([e,{written:r}])=>`${escaped(e,/[\\ =:#!]/g)}=${r}`);const c=n.join("")+e.slice(a);if(0===l.length)return c;const p=(0,s.vN)(e);const d=""===c||c.endsWith("\n")||c.endsWith("\r")&&!o?"":p;return c+d+(o?p:"")+l.map(e=>e+p).join("")}}}
