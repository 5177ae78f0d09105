exports.id = 9777;
exports.ids = [9777];
exports.modules = {

/***/ 6427:
/***/ (function(__unused_webpack_module, exports) {

/*!
 * hash-wasm (https://www.npmjs.com/package/hash-wasm)
 * (c) Dani Biro
 * @license MIT
 */

!function(I,A){ true?A(exports):0}(this,function(I){"use strict";var A,i={name:"blake2b",data:"AGFzbQEAAAABEQRgAAF/YAJ/fwBgAX8AYAAAAwoJAAECAwECAgABBQQBAQICBg8CfwFBgIAEC38AQYCABAsHggEJBm1lbW9yeQIAD19fc3RhY2tfcG9pbnRlcgMADkhhc2hfR2V0QnVmZmVyAAAKSGFzaF9GaW5hbAADCUhhc2hfSW5pdAAFC0hhc2hfVXBkYXRlAAYNSGFzaF9HZXRTdGF0ZQAHDkhhc2hfQ2FsY3VsYXRlAAgKU1RBVEVfU0laRQMBCsU4CQYAQYCBBAvcAgIFfwF+AkAgAUEBSA0AAkAgAUGAAUEAKALgggUiAmsiA0wNAEEAQQA2AuCCBQJAIAJB/wBKDQAgAkHggQVqIQQgACEFQQAhBgNAIAQgBS0AADoAACAFQQFqIQUgBEEBaiEEIAMgBkEBaiIGQf8BcUoNAAsLQQBBACkDwIEFIgdCgAF8NwPAgQVBAEEAKQPIgQUgB0L/flatfDcDyIEFQeCBBRACIAAgA2ohAAJAIAEgA2siBEGBAU4NACAEIQEMAQsgAiABaiEEA0BBAEEAKQPAgQUiB0KAAXw3A8CBBUEAQQApA8iBBSAHQv9+Vq18NwPIgQUgABACIABBgAFqIQAgBEGAf2oiBEGAAksNAAsgBEGAf2ohAQtBACEEA0AgBEEAKALgggVqQeCBBWogACAEai0AADoAACABIARBAWoiBEH/AXFLDQALQQBBACgC4IIFIAFqNgLgggULC78uASR+QQBBACkD0IEFQQApA7CBBSIBQQApA5CBBXwgACkDICICfCIDhULr+obav7X2wR+FQiCJIgRCq/DT9K/uvLc8fCIFIAGFQiiJIgYgA3wgACkDKCIBfCIHIASFQjCJIgggBXwiCSAGhUIBiSIKQQApA8iBBUEAKQOogQUiBEEAKQOIgQV8IAApAxAiA3wiBYVCn9j52cKR2oKbf4VCIIkiC0K7zqqm2NDrs7t/fCIMIASFQiiJIg0gBXwgACkDGCIEfCIOfCAAKQNQIgV8Ig9BACkDwIEFQQApA6CBBSIQQQApA4CBBSIRfCAAKQMAIgZ8IhKFQtGFmu/6z5SH0QCFQiCJIhNCiJLznf/M+YTqAHwiFCAQhUIoiSIVIBJ8IAApAwgiEHwiFiAThUIwiSIXhUIgiSIYQQApA9iBBUEAKQO4gQUiE0EAKQOYgQV8IAApAzAiEnwiGYVC+cL4m5Gjs/DbAIVCIIkiGkLx7fT4paf9p6V/fCIbIBOFQiiJIhwgGXwgACkDOCITfCIZIBqFQjCJIhogG3wiG3wiHSAKhUIoiSIeIA98IAApA1giCnwiDyAYhUIwiSIYIB18Ih0gDiALhUIwiSIOIAx8Ih8gDYVCAYkiDCAWfCAAKQNAIgt8Ig0gGoVCIIkiFiAJfCIaIAyFQiiJIiAgDXwgACkDSCIJfCIhIBaFQjCJIhYgGyAchUIBiSIMIAd8IAApA2AiB3wiDSAOhUIgiSIOIBcgFHwiFHwiFyAMhUIoiSIbIA18IAApA2giDHwiHCAOhUIwiSIOIBd8IhcgG4VCAYkiGyAZIBQgFYVCAYkiFHwgACkDcCINfCIVIAiFQiCJIhkgH3wiHyAUhUIoiSIUIBV8IAApA3giCHwiFXwgDHwiIoVCIIkiI3wiJCAbhUIoiSIbICJ8IBJ8IiIgFyAYIBUgGYVCMIkiFSAffCIZIBSFQgGJIhQgIXwgDXwiH4VCIIkiGHwiFyAUhUIoiSIUIB98IAV8Ih8gGIVCMIkiGCAXfCIXIBSFQgGJIhR8IAF8IiEgFiAafCIWIBUgHSAehUIBiSIaIBx8IAl8IhyFQiCJIhV8Ih0gGoVCKIkiGiAcfCAIfCIcIBWFQjCJIhWFQiCJIh4gGSAOIBYgIIVCAYkiFiAPfCACfCIPhUIgiSIOfCIZIBaFQiiJIhYgD3wgC3wiDyAOhUIwiSIOIBl8Ihl8IiAgFIVCKIkiFCAhfCAEfCIhIB6FQjCJIh4gIHwiICAiICOFQjCJIiIgJHwiIyAbhUIBiSIbIBx8IAp8IhwgDoVCIIkiDiAXfCIXIBuFQiiJIhsgHHwgE3wiHCAOhUIwiSIOIBkgFoVCAYkiFiAffCAQfCIZICKFQiCJIh8gFSAdfCIVfCIdIBaFQiiJIhYgGXwgB3wiGSAfhUIwiSIfIB18Ih0gFoVCAYkiFiAVIBqFQgGJIhUgD3wgBnwiDyAYhUIgiSIYICN8IhogFYVCKIkiFSAPfCADfCIPfCAHfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgBnwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAOIBd8Ig4gDyAYhUIwiSIPICAgFIVCAYkiFCAZfCAKfCIXhUIgiSIYfCIZIBSFQiiJIhQgF3wgC3wiF3wgBXwiICAPIBp8Ig8gHyAOIBuFQgGJIg4gIXwgCHwiGoVCIIkiG3wiHyAOhUIoiSIOIBp8IAx8IhogG4VCMIkiG4VCIIkiISAdIB4gDyAVhUIBiSIPIBx8IAF8IhWFQiCJIhx8Ih0gD4VCKIkiDyAVfCADfCIVIByFQjCJIhwgHXwiHXwiHiAWhUIoiSIWICB8IA18IiAgIYVCMIkiISAefCIeIBogFyAYhUIwiSIXIBl8IhggFIVCAYkiFHwgCXwiGSAchUIgiSIaICR8IhwgFIVCKIkiFCAZfCACfCIZIBqFQjCJIhogHSAPhUIBiSIPICJ8IAR8Ih0gF4VCIIkiFyAbIB98Iht8Ih8gD4VCKIkiDyAdfCASfCIdIBeFQjCJIhcgH3wiHyAPhUIBiSIPIBsgDoVCAYkiDiAVfCATfCIVICOFQiCJIhsgGHwiGCAOhUIoiSIOIBV8IBB8IhV8IAx8IiKFQiCJIiN8IiQgD4VCKIkiDyAifCAHfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBogHHwiGiAVIBuFQjCJIhUgHiAWhUIBiSIWIB18IAR8IhuFQiCJIhx8Ih0gFoVCKIkiFiAbfCAQfCIbfCABfCIeIBUgGHwiFSAXIBogFIVCAYkiFCAgfCATfCIYhUIgiSIXfCIaIBSFQiiJIhQgGHwgCXwiGCAXhUIwiSIXhUIgiSIgIB8gISAVIA6FQgGJIg4gGXwgCnwiFYVCIIkiGXwiHyAOhUIoiSIOIBV8IA18IhUgGYVCMIkiGSAffCIffCIhIA+FQiiJIg8gHnwgBXwiHiAghUIwiSIgICF8IiEgGyAchUIwiSIbIB18IhwgFoVCAYkiFiAYfCADfCIYIBmFQiCJIhkgJHwiHSAWhUIoiSIWIBh8IBJ8IhggGYVCMIkiGSAfIA6FQgGJIg4gInwgAnwiHyAbhUIgiSIbIBcgGnwiF3wiGiAOhUIoiSIOIB98IAZ8Ih8gG4VCMIkiGyAafCIaIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAh8IhUgI4VCIIkiFyAcfCIcIBSFQiiJIhQgFXwgC3wiFXwgBXwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IAh8IiIgGiAgIBUgF4VCMIkiFSAcfCIXIBSFQgGJIhQgGHwgCXwiGIVCIIkiHHwiGiAUhUIoiSIUIBh8IAZ8IhggHIVCMIkiHCAafCIaIBSFQgGJIhR8IAR8IiAgGSAdfCIZIBUgISAPhUIBiSIPIB98IAN8Ih2FQiCJIhV8Ih8gD4VCKIkiDyAdfCACfCIdIBWFQjCJIhWFQiCJIiEgFyAbIBkgFoVCAYkiFiAefCABfCIZhUIgiSIbfCIXIBaFQiiJIhYgGXwgE3wiGSAbhUIwiSIbIBd8Ihd8Ih4gFIVCKIkiFCAgfCAMfCIgICGFQjCJIiEgHnwiHiAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIB18IBJ8Ih0gG4VCIIkiGyAafCIaIA6FQiiJIg4gHXwgC3wiHSAbhUIwiSIbIBcgFoVCAYkiFiAYfCANfCIXICKFQiCJIhggFSAffCIVfCIfIBaFQiiJIhYgF3wgEHwiFyAYhUIwiSIYIB98Ih8gFoVCAYkiFiAVIA+FQgGJIg8gGXwgCnwiFSAchUIgiSIZICN8IhwgD4VCKIkiDyAVfCAHfCIVfCASfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgBXwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAbIBp8IhogFSAZhUIwiSIVIB4gFIVCAYkiFCAXfCADfCIXhUIgiSIZfCIbIBSFQiiJIhQgF3wgB3wiF3wgAnwiHiAVIBx8IhUgGCAaIA6FQgGJIg4gIHwgC3wiGoVCIIkiGHwiHCAOhUIoiSIOIBp8IAR8IhogGIVCMIkiGIVCIIkiICAfICEgFSAPhUIBiSIPIB18IAZ8IhWFQiCJIh18Ih8gD4VCKIkiDyAVfCAKfCIVIB2FQjCJIh0gH3wiH3wiISAWhUIoiSIWIB58IAx8Ih4gIIVCMIkiICAhfCIhIBogFyAZhUIwiSIXIBt8IhkgFIVCAYkiFHwgEHwiGiAdhUIgiSIbICR8Ih0gFIVCKIkiFCAafCAJfCIaIBuFQjCJIhsgHyAPhUIBiSIPICJ8IBN8Ih8gF4VCIIkiFyAYIBx8Ihh8IhwgD4VCKIkiDyAffCABfCIfIBeFQjCJIhcgHHwiHCAPhUIBiSIPIBggDoVCAYkiDiAVfCAIfCIVICOFQiCJIhggGXwiGSAOhUIoiSIOIBV8IA18IhV8IA18IiKFQiCJIiN8IiQgD4VCKIkiDyAifCAMfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBsgHXwiGyAVIBiFQjCJIhUgISAWhUIBiSIWIB98IBB8IhiFQiCJIh18Ih8gFoVCKIkiFiAYfCAIfCIYfCASfCIhIBUgGXwiFSAXIBsgFIVCAYkiFCAefCAHfCIZhUIgiSIXfCIbIBSFQiiJIhQgGXwgAXwiGSAXhUIwiSIXhUIgiSIeIBwgICAVIA6FQgGJIg4gGnwgAnwiFYVCIIkiGnwiHCAOhUIoiSIOIBV8IAV8IhUgGoVCMIkiGiAcfCIcfCIgIA+FQiiJIg8gIXwgBHwiISAehUIwiSIeICB8IiAgGCAdhUIwiSIYIB98Ih0gFoVCAYkiFiAZfCAGfCIZIBqFQiCJIhogJHwiHyAWhUIoiSIWIBl8IBN8IhkgGoVCMIkiGiAcIA6FQgGJIg4gInwgCXwiHCAYhUIgiSIYIBcgG3wiF3wiGyAOhUIoiSIOIBx8IAN8IhwgGIVCMIkiGCAbfCIbIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAt8IhUgI4VCIIkiFyAdfCIdIBSFQiiJIhQgFXwgCnwiFXwgBHwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IAl8IiIgGyAeIBUgF4VCMIkiFSAdfCIXIBSFQgGJIhQgGXwgDHwiGYVCIIkiHXwiGyAUhUIoiSIUIBl8IAp8IhkgHYVCMIkiHSAbfCIbIBSFQgGJIhR8IAN8Ih4gGiAffCIaIBUgICAPhUIBiSIPIBx8IAd8IhyFQiCJIhV8Ih8gD4VCKIkiDyAcfCAQfCIcIBWFQjCJIhWFQiCJIiAgFyAYIBogFoVCAYkiFiAhfCATfCIahUIgiSIYfCIXIBaFQiiJIhYgGnwgDXwiGiAYhUIwiSIYIBd8Ihd8IiEgFIVCKIkiFCAefCAFfCIeICCFQjCJIiAgIXwiISAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIBx8IAt8IhwgGIVCIIkiGCAbfCIbIA6FQiiJIg4gHHwgEnwiHCAYhUIwiSIYIBcgFoVCAYkiFiAZfCABfCIXICKFQiCJIhkgFSAffCIVfCIfIBaFQiiJIhYgF3wgBnwiFyAZhUIwiSIZIB98Ih8gFoVCAYkiFiAVIA+FQgGJIg8gGnwgCHwiFSAdhUIgiSIaICN8Ih0gD4VCKIkiDyAVfCACfCIVfCANfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgCXwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAYIBt8IhggFSAahUIwiSIVICEgFIVCAYkiFCAXfCASfCIXhUIgiSIafCIbIBSFQiiJIhQgF3wgCHwiF3wgB3wiISAVIB18IhUgGSAYIA6FQgGJIg4gHnwgBnwiGIVCIIkiGXwiHSAOhUIoiSIOIBh8IAt8IhggGYVCMIkiGYVCIIkiHiAfICAgFSAPhUIBiSIPIBx8IAp8IhWFQiCJIhx8Ih8gD4VCKIkiDyAVfCAEfCIVIByFQjCJIhwgH3wiH3wiICAWhUIoiSIWICF8IAN8IiEgHoVCMIkiHiAgfCIgIBggFyAahUIwiSIXIBt8IhogFIVCAYkiFHwgBXwiGCAchUIgiSIbICR8IhwgFIVCKIkiFCAYfCABfCIYIBuFQjCJIhsgHyAPhUIBiSIPICJ8IAx8Ih8gF4VCIIkiFyAZIB18Ihl8Ih0gD4VCKIkiDyAffCATfCIfIBeFQjCJIhcgHXwiHSAPhUIBiSIPIBkgDoVCAYkiDiAVfCAQfCIVICOFQiCJIhkgGnwiGiAOhUIoiSIOIBV8IAJ8IhV8IBN8IiKFQiCJIiN8IiQgD4VCKIkiDyAifCASfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBsgHHwiGyAVIBmFQjCJIhUgICAWhUIBiSIWIB98IAt8IhmFQiCJIhx8Ih8gFoVCKIkiFiAZfCACfCIZfCAJfCIgIBUgGnwiFSAXIBsgFIVCAYkiFCAhfCAFfCIahUIgiSIXfCIbIBSFQiiJIhQgGnwgA3wiGiAXhUIwiSIXhUIgiSIhIB0gHiAVIA6FQgGJIg4gGHwgEHwiFYVCIIkiGHwiHSAOhUIoiSIOIBV8IAF8IhUgGIVCMIkiGCAdfCIdfCIeIA+FQiiJIg8gIHwgDXwiICAhhUIwiSIhIB58Ih4gGSAchUIwiSIZIB98IhwgFoVCAYkiFiAafCAIfCIaIBiFQiCJIhggJHwiHyAWhUIoiSIWIBp8IAp8IhogGIVCMIkiGCAdIA6FQgGJIg4gInwgBHwiHSAZhUIgiSIZIBcgG3wiF3wiGyAOhUIoiSIOIB18IAd8Ih0gGYVCMIkiGSAbfCIbIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAx8IhUgI4VCIIkiFyAcfCIcIBSFQiiJIhQgFXwgBnwiFXwgEnwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IBN8IiIgGyAhIBUgF4VCMIkiFSAcfCIXIBSFQgGJIhQgGnwgBnwiGoVCIIkiHHwiGyAUhUIoiSIUIBp8IBB8IhogHIVCMIkiHCAbfCIbIBSFQgGJIhR8IA18IiEgGCAffCIYIBUgHiAPhUIBiSIPIB18IAJ8Ih2FQiCJIhV8Ih4gD4VCKIkiDyAdfCABfCIdIBWFQjCJIhWFQiCJIh8gFyAZIBggFoVCAYkiFiAgfCADfCIYhUIgiSIZfCIXIBaFQiiJIhYgGHwgBHwiGCAZhUIwiSIZIBd8Ihd8IiAgFIVCKIkiFCAhfCAIfCIhIB+FQjCJIh8gIHwiICAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIB18IAd8Ih0gGYVCIIkiGSAbfCIbIA6FQiiJIg4gHXwgDHwiHSAZhUIwiSIZIBcgFoVCAYkiFiAafCALfCIXICKFQiCJIhogFSAefCIVfCIeIBaFQiiJIhYgF3wgCXwiFyAahUIwiSIaIB58Ih4gFoVCAYkiFiAVIA+FQgGJIg8gGHwgBXwiFSAchUIgiSIYICN8IhwgD4VCKIkiDyAVfCAKfCIVfCACfCIChUIgiSIifCIjIBaFQiiJIhYgAnwgC3wiAiAihUIwiSILICN8IiIgFoVCAYkiFiAZIBt8IhkgFSAYhUIwiSIVICAgFIVCAYkiFCAXfCANfCINhUIgiSIXfCIYIBSFQiiJIhQgDXwgBXwiBXwgEHwiECAVIBx8Ig0gGiAZIA6FQgGJIg4gIXwgDHwiDIVCIIkiFXwiGSAOhUIoiSIOIAx8IBJ8IhIgFYVCMIkiDIVCIIkiFSAeIB8gDSAPhUIBiSINIB18IAl8IgmFQiCJIg98IhogDYVCKIkiDSAJfCAIfCIJIA+FQjCJIgggGnwiD3wiGiAWhUIoiSIWIBB8IAd8IhAgEYUgDCAZfCIHIA6FQgGJIgwgCXwgCnwiCiALhUIgiSILIAUgF4VCMIkiBSAYfCIJfCIOIAyFQiiJIgwgCnwgE3wiEyALhUIwiSIKIA58IguFNwOAgQVBACADIAYgDyANhUIBiSINIAJ8fCICIAWFQiCJIgUgB3wiBiANhUIoiSIHIAJ8fCICQQApA4iBBYUgBCABIBIgCSAUhUIBiSIDfHwiASAIhUIgiSISICJ8IgkgA4VCKIkiAyABfHwiASAShUIwiSIEIAl8IhKFNwOIgQVBACATQQApA5CBBYUgECAVhUIwiSIQIBp8IhOFNwOQgQVBACABQQApA5iBBYUgAiAFhUIwiSICIAZ8IgGFNwOYgQVBACASIAOFQgGJQQApA6CBBYUgAoU3A6CBBUEAIBMgFoVCAYlBACkDqIEFhSAKhTcDqIEFQQAgASAHhUIBiUEAKQOwgQWFIASFNwOwgQVBACALIAyFQgGJQQApA7iBBYUgEIU3A7iBBQveAgUBfwF+AX8BfgJ/IwBBwABrIgAkAAJAQQApA9CBBUIAUg0AQQBBACkDwIEFIgFBACgC4IIFIgKsfCIDNwPAgQVBAEEAKQPIgQUgAyABVK18NwPIgQUCQEEALQDoggVFDQBBAEJ/NwPYgQULQQBCfzcD0IEFAkAgAkH/AEoNAEEAIQQDQCACIARqQeCBBWpBADoAACAEQQFqIgRBgAFBACgC4IIFIgJrSA0ACwtB4IEFEAIgAEEAKQOAgQU3AwAgAEEAKQOIgQU3AwggAEEAKQOQgQU3AxAgAEEAKQOYgQU3AxggAEEAKQOggQU3AyAgAEEAKQOogQU3AyggAEEAKQOwgQU3AzAgAEEAKQO4gQU3AzhBACgC5IIFIgVBAUgNAEEAIQJBACEEA0AgBEGAgQRqIAAgBGotAAA6AAAgBEEBaiEEIAUgAkEBaiICQf8BcUsNAAsLIABBwABqJAAL+gMCAn8BfiMAQYABayICJABBAEGBAjsB8oIFQQAgAToA8YIFQQAgADoA8IIFQZB+IQADQCAAQYCDBWpCADcAACAAQfiCBWpCADcAACAAQfCCBWpCADcAACAAQRhqIgANAAtBACEDQQBBACkD8IIFIgRCiJLznf/M+YTqAIU3A4CBBUEAQQApA/iCBUK7zqqm2NDrs7t/hTcDiIEFQQBBACkDgIMFQqvw0/Sv7ry3PIU3A5CBBUEAQQApA4iDBULx7fT4paf9p6V/hTcDmIEFQQBBACkDkIMFQtGFmu/6z5SH0QCFNwOggQVBAEEAKQOYgwVCn9j52cKR2oKbf4U3A6iBBUEAQQApA6CDBULr+obav7X2wR+FNwOwgQVBAEEAKQOogwVC+cL4m5Gjs/DbAIU3A7iBBUEAIASnQf8BcTYC5IIFAkAgAUUNACACQgA3A3ggAkIANwNwIAJCADcDaCACQgA3A2AgAkIANwNYIAJCADcDUCACQgA3A0ggAkIANwNAIAJCADcDOCACQgA3AzAgAkIANwMoIAJCADcDICACQgA3AxggAkIANwMQIAJCADcDCCACQgA3AwBBACEAA0AgAiAAaiAAQYCBBGotAAA6AAAgAEEBaiEAIAEgA0EBaiIDQf8BcUsNAAsgAkGAARABCyACQYABaiQACxIAIABBA3ZB/z9xIABBEHYQBAsKAEGAgQQgABABCwYAQYCBBQscACABQQN2Qf8/cSABQRB2EARBgIEEIAAQARADCwsMAQBBgIAECwTwAAAA",hash:"22cf500a"};function C(I,A,i,C){return new(i||(i=Promise))(function(g,h){function B(I){try{f(C.next(I))}catch(I){h(I)}}function e(I){try{f(C.throw(I))}catch(I){h(I)}}function f(I){var A;I.done?g(I.value):(A=I.value,A instanceof i?A:new i(function(I){I(A)})).then(B,e)}f((C=C.apply(I,A||[])).next())})}"function"==typeof SuppressedError&&SuppressedError;class g{constructor(){this.mutex=Promise.resolve()}lock(){let I=()=>{};return this.mutex=this.mutex.then(()=>new Promise(I)),new Promise(A=>{I=A})}dispatch(I){return C(this,void 0,void 0,function*(){const A=yield this.lock();try{return yield Promise.resolve(I())}finally{A()}})}}const h="undefined"!=typeof globalThis?globalThis:"undefined"!=typeof self?self:"undefined"!=typeof window?window:global,B=null!==(A=h.Buffer)&&void 0!==A?A:null,e=h.TextEncoder?new h.TextEncoder:null;function f(I,A){return(15&I)+(I>>6|I>>3&8)<<4|(15&A)+(A>>6|A>>3&8)}const t="a".charCodeAt(0)-10,w="0".charCodeAt(0);function F(I,A,i){let C=0;for(let g=0;g<i;g++){let i=A[g]>>>4;I[C++]=i>9?i+t:i+w,i=15&A[g],I[C++]=i>9?i+t:i+w}return String.fromCharCode.apply(null,I)}const Q=null!==B?I=>{if("string"==typeof I){const A=B.from(I,"utf8");return new Uint8Array(A.buffer,A.byteOffset,A.length)}if(B.isBuffer(I))return new Uint8Array(I.buffer,I.byteOffset,I.length);if(ArrayBuffer.isView(I))return new Uint8Array(I.buffer,I.byteOffset,I.byteLength);throw new Error("Invalid data type!")}:I=>{if("string"==typeof I)return e.encode(I);if(ArrayBuffer.isView(I))return new Uint8Array(I.buffer,I.byteOffset,I.byteLength);throw new Error("Invalid data type!")},n="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",o=new Uint8Array(256);for(let I=0;I<64;I++)o[n.charCodeAt(I)]=I;function r(I){const A=function(I){let A=Math.floor(.75*I.length);const i=I.length;return"="===I[i-1]&&(A-=1,"="===I[i-2]&&(A-=1)),A}(I),i=I.length,C=new Uint8Array(A);let g=0;for(let A=0;A<i;A+=4){const i=o[I.charCodeAt(A)],h=o[I.charCodeAt(A+1)],B=o[I.charCodeAt(A+2)],e=o[I.charCodeAt(A+3)];C[g]=i<<2|h>>4,g+=1,C[g]=(15&h)<<4|B>>2,g+=1,C[g]=(3&B)<<6|63&e,g+=1}return C}const S=16384,U=new g,a=new Map;function s(I,A){return C(this,void 0,void 0,function*(){let i=null,g=null,h=!1;if("undefined"==typeof WebAssembly)throw new Error("WebAssembly is not supported in this environment!");const B=()=>new DataView(i.exports.memory.buffer).getUint32(i.exports.STATE_SIZE,!0),e=U.dispatch(()=>C(this,void 0,void 0,function*(){if(!a.has(I.name)){const A=r(I.data),i=WebAssembly.compile(A.buffer);a.set(I.name,i)}const A=yield a.get(I.name);i=yield WebAssembly.instantiate(A,{})})),t=(I=null)=>{h=!0,i.exports.Hash_Init(I)},w=I=>{if(!h)throw new Error("update() called before init()");(I=>{let A=0;for(;A<I.length;){const C=I.subarray(A,A+S);A+=C.length,g.set(C),i.exports.Hash_Update(C.length)}})(Q(I))},n=new Uint8Array(2*A),o=(I,C=null)=>{if(!h)throw new Error("digest() called before init()");return h=!1,i.exports.Hash_Final(C),"binary"===I?g.slice(0,A):F(n,g,A)},s=I=>"string"==typeof I?I.length<4096:I.byteLength<S;let V=s;switch(I.name){case"argon2":case"scrypt":V=()=>!0;break;case"blake2b":case"blake2s":V=(I,A)=>A<=512&&s(I);break;case"blake3":V=(I,A)=>0===A&&s(I);break;case"xxhash64":case"xxhash3":case"xxhash128":case"crc64":V=()=>!1}return yield(()=>C(this,void 0,void 0,function*(){i||(yield e);const I=i.exports.Hash_GetBuffer(),A=i.exports.memory.buffer;g=new Uint8Array(A,I,S)}))(),{getMemory:()=>g,writeMemory:(I,A=0)=>{g.set(I,A)},getExports:()=>i.exports,setMemorySize:I=>{i.exports.Hash_SetMemorySize(I);const A=i.exports.Hash_GetBuffer(),C=i.exports.memory.buffer;g=new Uint8Array(C,A,I)},init:t,update:w,digest:o,save:()=>{if(!h)throw new Error("save() can only be called after init() and before digest()");const A=i.exports.Hash_GetState(),C=B(),g=i.exports.memory.buffer,e=new Uint8Array(g,A,C),t=new Uint8Array(4+C);return function(I,A){const i=A.length>>1;for(let C=0;C<i;C++){const i=C<<1;I[C]=f(A.charCodeAt(i),A.charCodeAt(i+1))}}(t,I.hash),t.set(e,4),t},load:A=>{if(!(A instanceof Uint8Array))throw new Error("load() expects an Uint8Array generated by save()");const C=i.exports.Hash_GetState(),g=B(),e=4+g,t=i.exports.memory.buffer;if(A.length!==e)throw new Error(`Bad state length (expected ${e} bytes, got ${A.length})`);if(!function(I,A){if(I.length!==2*A.length)return!1;for(let i=0;i<A.length;i++){const C=i<<1;if(A[i]!==f(I.charCodeAt(C),I.charCodeAt(C+1)))return!1}return!0}(I.hash,A.subarray(0,4)))throw new Error("This state was written by an incompatible hash implementation");const w=A.subarray(4);new Uint8Array(t,C,g).set(w),h=!0},calculate:(I,C=null,h=null)=>{if(!V(I,C))return t(C),w(I),o("hex",h);const B=Q(I);return g.set(B),i.exports.Hash_Calculate(B.length,C,h),F(n,g,A)},hashLength:A}})}const V=new g;let J=null;function c(I){return!Number.isInteger(I)||I<8||I>512||I%8!=0?new Error("Invalid variant! Valid values: 8, 16, ..., 512"):null}function k(I,A){return I|A<<16}I.blake2b=function(I,A=512,g=null){if(c(A))return Promise.reject(c(A));let h=null,B=A;if(null!==g){if(h=Q(g),h.length>64)return Promise.reject(new Error("Max key length is 64 bytes"));B=k(A,h.length)}const e=A/8;if(null===J||J.hashLength!==e)return function(I,A,i){return C(this,void 0,void 0,function*(){const C=yield I.lock(),g=yield s(A,i);return C(),g})}(V,i,e).then(A=>(J=A,B>512&&J.writeMemory(h),J.calculate(I,B)));try{B>512&&J.writeMemory(h);const A=J.calculate(I,B);return Promise.resolve(A)}catch(I){return Promise.reject(I)}},I.createBLAKE2b=function(I=512,A=null){if(c(I))return Promise.reject(c(I));let C=null,g=I;if(null!==A){if(C=Q(A),C.length>64)return Promise.reject(new Error("Max key length is 64 bytes"));g=k(I,C.length)}const h=I/8;return s(i,h).then(I=>{g>512&&I.writeMemory(C),I.init(g);const A={init:g>512?()=>(I.writeMemory(C),I.init(g),A):()=>(I.init(g),A),update:i=>(I.update(i),A),digest:A=>I.digest(A),save:()=>I.save(),load:i=>(I.load(i),A),blockSize:128,digestSize:h};return A})}});


/***/ }),

/***/ 1626:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EK: () => (/* binding */ parseCoordinate),
/* harmony export */   EV: () => (/* binding */ purl),
/* harmony export */   JZ: () => (/* binding */ shortForm),
/* harmony export */   Z7: () => (/* binding */ normalised),
/* harmony export */   oZ: () => (/* binding */ packageName),
/* harmony export */   sq: () => (/* binding */ parseVersionCoordinate)
/* harmony export */ });
/* harmony import */ var packageurl_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7091);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1265);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3257);
// Package coordinates as people write them (`npm:@acme/utils@1.2.3`) and as machines do (`pkg:npm/%40acme/utils@1.2.3`).
//
// | text                              | format  | namespace | name       | version |
// |-----------------------------------|---------|-----------|------------|---------|
// | `npm:@acme/utils@1.2.3`           | npm     | acme      | utils      | 1.2.3   |
// | `pkg:npm/%40acme/utils@1.2.3`     | npm     | acme      | utils      | 1.2.3   |
// | `maven:com.acme:utils@1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `maven:com.acme:utils:1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `pypi:acme-utils@1.2.3`           | pypi    |           | acme-utils | 1.2.3   |
// | `generic:acme/firmware@1.2.3`     | generic | acme      | firmware   | 1.2.3   |
// | `pkg:gem/acme@1.2.3`              | ruby    |           | acme       | 1.2.3   |




const formatOfPurlType = new Map(_package_js__WEBPACK_IMPORTED_MODULE_2__/* .FORMATS */ .hR.map((format) => [_package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format].purlType, format]));
/** Reads either spelling, with a version. Rejects with CA-INPUT-002 and says what is wrong. */
function parseVersionCoordinate(text) {
    const { version, ...ref } = parseCoordinate(text);
    if (version === undefined)
        throw unreadable(text, 'it names no version');
    return { ...ref, version };
}
/** Reads either spelling, with or without a version. */
function parseCoordinate(text) {
    if (text.length > 1100)
        throw unreadable(text, 'it is too long');
    const trimmed = text.trim();
    const found = trimmed.startsWith('pkg:') ? fromPurl(trimmed) : fromShortForm(trimmed);
    for (const [what, part] of [
        ['namespace', found.namespace],
        ['name', found.name],
        ['version', found.version],
    ]) {
        if (part === undefined)
            continue;
        if (!_repository_js__WEBPACK_IMPORTED_MODULE_3__/* .PATTERNS */ .G3.packagePart.test(part) || /\p{C}/u.test(part))
            throw unreadable(text, `its ${what} is not one the service can hold`);
        // Nothing the service stores is called so, and joined into a path it would lead out of a folder.
        if (part === '.' || part === '..')
            throw unreadable(text, `its ${what} cannot be \`${part}\``);
    }
    return found;
}
/** The package URL: what machine output, manifests, plans and journals hold. Without a version for a package. */
function purl(ref) {
    const { purlType, sigil } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[ref.format];
    const path = [...(ref.namespace ? [`${sigil}${ref.namespace}`] : []), ref.name].map(encode).join('/');
    return `pkg:${purlType}/${path}${ref.version === undefined ? '' : `@${encode(ref.version)}`}`;
}
/** The short form: what people read. */
function shortForm(ref) {
    return `${ref.format}:${packageName(ref)}${ref.version === undefined ? '' : `@${ref.version}`}`;
}
/** The name as the format's users write it: `@acme/utils`, `com.acme:utils`. */
function packageName(ref) {
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[ref.format];
    return ref.namespace ? `${sigil}${ref.namespace}${separator}${ref.name}` : ref.name;
}
/** In the spelling the service stores, by the rules of the formats given; others are left as they are. */
function normalised(ref, formats) {
    const rules = formats.find(({ name }) => name === ref.format)?.coordinates;
    if (!rules)
        return ref;
    const version = ref.version === undefined ? {} : { version: rules.normaliseVersion(ref.version) };
    return { ...ref, name: rules.normaliseName(ref.name), ...version };
}
// packageurl-js lower-cases and rewrites names by type (pypi `_` to `-`), which would lose the spelling that a
// repository holds; so printing is done here, with its escaping: everything but unreserved characters and `:`.
function encode(part) {
    return encodeURIComponent(part)
        .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%3A', ':');
}
function fromPurl(text) {
    // `parseString` and not `fromString`: the latter rewrites names by type (see `encode`).
    const [type = '', prefix, name, version, qualifiers, subpath] = partsOf(text);
    const format = formatOfPurlType.get(type);
    if (!format) {
        const known = [...formatOfPurlType.keys()].join(', ');
        throw unreadable(text, `\`${type}\` is not a type the service knows (${known})`);
    }
    if (qualifiers || subpath)
        throw unreadable(text, 'qualifiers and subpaths have no meaning here');
    if (!name || version === '')
        throw unreadable(text, 'a part of it is empty');
    const namespace = withoutSigil(format, prefix ?? undefined);
    return { format, ...(namespace ? { namespace } : {}), name, ...(version ? { version } : {}) };
}
function partsOf(text) {
    try {
        return packageurl_js__WEBPACK_IMPORTED_MODULE_0__.PackageURL.parseString(text);
    }
    catch (cause) {
        throw unreadable(text, 'it is not a package URL', cause);
    }
}
function fromShortForm(text) {
    const colon = text.indexOf(':');
    const format = text.slice(0, colon);
    if (colon < 1 || !(0,_package_js__WEBPACK_IMPORTED_MODULE_2__/* .isFormat */ .s2)(format))
        throw unreadable(text, `it starts with none of ${_package_js__WEBPACK_IMPORTED_MODULE_2__/* .FORMATS */ .hR.map((name) => `\`${name}:\``).join(', ')}`);
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format];
    const rest = text.slice(colon + 1);
    // The first character may be the sigil of a namespace, and that is no version's `@`.
    const at = rest.lastIndexOf('@');
    let path = at > 0 ? rest.slice(0, at) : rest;
    let version = at > 0 ? rest.slice(at + 1) : undefined;
    if (separator === ':' && version === undefined && path.split(':').length === 3) {
        version = path.slice(path.lastIndexOf(':') + 1);
        path = path.slice(0, path.lastIndexOf(':'));
    }
    const cut = path.lastIndexOf(separator);
    if (sigil !== '' && path.startsWith(sigil) !== cut > 0)
        throw unreadable(text, `a namespace is written \`${sigil}namespace${separator}name\``);
    const namespace = cut > 0 ? withoutSigil(format, path.slice(0, cut)) : undefined;
    const name = path.slice(cut + 1);
    if (name === '' || version === '' || cut === 0)
        throw unreadable(text, 'a part of it is empty');
    return { format, ...(namespace ? { namespace } : {}), name, ...(version === undefined ? {} : { version }) };
}
function withoutSigil(format, namespace) {
    const { sigil } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format];
    return sigil !== '' && namespace?.startsWith(sigil) ? namespace.slice(sigil.length) : namespace;
}
function unreadable(text, why, cause) {
    const shown = text.replace(/\p{C}/gu, '?').slice(0, 120);
    return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-INPUT-002', `\`${shown}\` is not a package coordinate: ${why}`, { cause });
}


/***/ }),

/***/ 3257:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G3: () => (/* binding */ PATTERNS),
/* harmony export */   Pf: () => (/* binding */ label)
/* harmony export */ });
/* unused harmony export ASSET_NAME */
/** Patterns and lengths from the service model 2018-09-22; all are whole-string. */
const PATTERNS = {
    domain: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    repository: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
    account: /^[0-9]{12}$/,
    // Package name, namespace and version share one pattern and the length 1 to 255.
    packagePart: /^[^#/\s]{1,255}$/,
    region: /^[a-z0-9-]{1,64}$/,
    externalConnection: /^[A-Za-z0-9][A-Za-z0-9._\-:]{1,99}$/,
    revision: /^\S{1,50}$/,
};
/** Control, format, surrogate and unassigned characters are refused in asset names. */
const ASSET_NAME = /^\P{C}{1,255}$/u;
/** `domain/repository` as people write and read it. */
function label(repository) {
    return `${repository.domain}/${repository.repository}`;
}


/***/ }),

/***/ 4166:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ki: () => (/* binding */ formatList),
  Fx: () => (/* binding */ formats)
});

// UNUSED EXPORTS: configuredFormats, publishedFormats

// EXTERNAL MODULE: ./lib/formats/cargo/configure.js
var configure = __webpack_require__(6907);
// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(2088);
;// CONCATENATED MODULE: ./lib/formats/cargo/coordinates.js
// Names of crates: nothing is normalised by the service; `-` and `_` are different names to it.

const coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace ? ['crates have no namespace'] : []),
            ...(/^[a-z][a-z0-9_-]{0,63}$/i.test(name)
                ? []
                : ['a crate name begins with a letter and has up to 64 letters, digits, `-` and `_`']),
            ...(version === undefined || (0,semver.valid)(version) === version || (0,semver.valid)(version.replace(/\+.*$/, '')) !== null
                ? []
                : ['a crate version is a semantic version']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/cargo/format.js


const cargo = {
    name: 'cargo',
    namespace: 'none',
    notes: 'configuration only; Cargo 1.74 or newer',
    coordinates: coordinates,
    tools: configure/* tools */.Y,
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/formats/shared/archive-rules.js
// What no archive gets away with, whatever its kind: limits, paths, links, and one kind of error for all of it.
/** Why an archive is not read further, in words for its author. Everything else thrown here is an IO error. */
class ArchiveRefusal extends Error {
    constructor(message) {
        super(message);
        this.name = 'ArchiveRefusal';
    }
}
/** Room for every package seen in the wild, and an end for those made to do harm. */
const ARCHIVE_LIMITS = {
    entries: 250_000,
    memberBytes: 8 * 1024 * 1024,
    totalBytes: 16 * 1024 ** 3,
    ratio: 250,
    ratioFloorBytes: 256 * 1024 * 1024,
};
/** Runs a reading and gives its refusal as a sentence, for a verdict; other errors stay errors. */
async function refusalOf(work) {
    try {
        await work();
        return undefined;
    }
    catch (error) {
        if (error instanceof ArchiveRefusal)
            return error.message;
        throw error;
    }
}
/** Keeps the visitor's own errors apart from those of the archive. */
class Visits {
    error;
    #visit;
    constructor(visit) {
        this.#visit = visit;
    }
    async run(member) {
        try {
            return await this.#visit(member);
        }
        catch (error) {
            this.error = error;
            throw error;
        }
    }
}
function reading(open, path, size, limits) {
    async function* stream() {
        try {
            yield* await open();
        }
        catch (error) {
            throw asRefusal(error);
        }
    }
    return {
        stream,
        async read(limit = limits.memberBytes) {
            const tooLarge = () => new ArchiveRefusal(`${shown(path)} is larger than ${limit} bytes`);
            if (size > limit)
                throw tooLarge();
            const chunks = [];
            let length = 0;
            for await (const chunk of stream()) {
                length += chunk.length;
                if (length > limit)
                    throw tooLarge();
                chunks.push(chunk);
            }
            return Buffer.concat(chunks);
        },
    };
}
function counter(limits) {
    let entries = 0;
    return () => {
        entries += 1;
        if (entries > limits.entries)
            throw new ArchiveRefusal(`the archive has more than ${limits.entries} entries`);
    };
}
function checkInflated(inflated, compressed, limits) {
    if (inflated > limits.totalBytes) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.totalBytes} bytes`);
    }
    if (inflated > limits.ratioFloorBytes && inflated > compressed * limits.ratio) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.ratio} times its size`);
    }
}
/**
 * The path as we use it, or a refusal.
 *
 * | written            | result        |
 * | ------------------ | ------------- |
 * | `./package/a.js`   | `package/a.js` |
 * | `dir/`             | `dir`         |
 * | `/etc/passwd`, `\x`, `C:\x` | refused: absolute |
 * | `a/../b`, `a\..\b` | refused: leaves its folder |
 */
function checkedPath(name) {
    if (name === '' || name.includes('\0'))
        throw new ArchiveRefusal('a member has no usable name');
    if (/^([\\/]|[A-Za-z]:[\\/])/.test(name))
        throw new ArchiveRefusal(`${shown(name)} is an absolute path`);
    const segments = name.split(/[\\/]/);
    if (segments.includes('..'))
        throw new ArchiveRefusal(`${shown(name)} leads out of the archive`);
    return name
        .split('/')
        .filter((segment) => segment !== '' && segment !== '.')
        .join('/');
}
/** Symbolic links resolve from their own folder, hard links (tar) from the root of the archive. */
function checkLink(path, target, isHard) {
    const leading = () => new ArchiveRefusal(`${shown(path)} links out of the archive (${shown(target)})`);
    if (target === '' || /^([\\/]|[A-Za-z]:[\\/])/.test(target))
        throw leading();
    let depth = isHard ? 0 : path.split('/').length - 1;
    for (const segment of target.split(/[\\/]/)) {
        if (segment === '..')
            depth -= 1;
        else if (segment !== '' && segment !== '.')
            depth += 1;
        if (depth < 0)
            throw leading();
    }
}
/** A name out of an archive, fit for one line of a log. */
function shown(name) {
    const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
    return JSON.stringify(short);
}
const SYSTEM_ERRORS = /^E[A-Z]+$/;
function asRefusal(error) {
    if (error instanceof ArchiveRefusal || !(error instanceof Error))
        return error;
    const { code } = error;
    if (code !== undefined && SYSTEM_ERRORS.test(code))
        return error;
    if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message))
        return new ArchiveRefusal('the archive is truncated');
    return new ArchiveRefusal(`the archive cannot be read: ${error.message}`);
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
;// CONCATENATED MODULE: ./lib/formats/shared/archive-tar.js
// Reads gzipped tars as they stream in, to their end, so that truncated ones are found.
// Not lazily: `import('node:stream')` in a bundle has only a default export, since that module is a function.


/**
 * Reads a gzipped tar to its end (so that a truncated one is found) or until the visit says `stop`.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readTarGz(source, visit, limits = {}) {
    const { extract: makeExtract } = await __webpack_require__.e(/* import() */ 6118).then(__webpack_require__.t.bind(__webpack_require__, 6118, 19));
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const extract = makeExtract();
    const feed = new TarFeed(source, bounds);
    const feeding = feed.into(extract);
    // It may fail while a visit is busy elsewhere; who waits for it below hears of it then.
    feeding.catch(() => undefined);
    const count = counter(bounds);
    const visits = new Visits(visit);
    try {
        for await (const entry of extract) {
            count();
            const { name, type, linkname, size = 0 } = entry.header;
            const path = checkedPath(name);
            const kind = tarKind(type);
            if (kind === 'link')
                checkLink(path, linkname ?? '', type === 'link');
            const member = {
                path,
                kind,
                size,
                ...reading(async () => entry, path, size, bounds),
            };
            if ((await visits.run(member)) === 'stop')
                return;
            entry.resume();
        }
        await feeding;
    }
    catch (error) {
        throw feed.sourceError ?? visits.error ?? asRefusal(error);
    }
    finally {
        extract.destroy();
        feed.stop();
        await feeding.catch(() => undefined);
    }
}
/** Inflates the source into tar-stream by hand: Node's `pipeline` and streamx disagree about who reports an error. */
class TarFeed {
    sourceError;
    #source;
    #limits;
    #gunzip;
    constructor(source, limits) {
        this.#source = source;
        this.#limits = limits;
    }
    async into(extract) {
        try {
            await this.#pump(extract);
        }
        catch (error) {
            extract.destroy(error instanceof Error ? error : new Error(String(error)));
            throw error;
        }
    }
    stop() {
        this.#gunzip?.destroy();
    }
    async #pump(extract) {
        const { createGunzip } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 8522, 19));
        const sizes = { compressed: 0, inflated: 0 };
        const gunzip = createGunzip({ chunkSize: 64 * 1024 });
        this.#gunzip = gunzip;
        (0,external_node_stream_.pipeline)(external_node_stream_.Readable.from(this.#counted(sizes), { objectMode: false }), gunzip, () => undefined);
        for await (const chunk of gunzip) {
            sizes.inflated += chunk.length;
            checkInflated(sizes.inflated, sizes.compressed, this.#limits);
            if (!extract.write(chunk))
                await drained(extract);
            if (extract.destroyed)
                return;
        }
        if (sizes.inflated === 0)
            throw new ArchiveRefusal('the archive is empty');
        extract.end(undefined);
    }
    async *#counted(sizes) {
        try {
            for await (const chunk of this.#source) {
                sizes.compressed += chunk.length;
                yield chunk;
            }
        }
        catch (error) {
            this.sourceError = error;
            throw error;
        }
    }
}
function drained(extract) {
    return new Promise((resolve) => {
        const done = () => {
            extract.removeListener('drain', done);
            extract.removeListener('close', done);
            resolve();
        };
        extract.on('drain', done);
        extract.on('close', done);
    });
}
function tarKind(type) {
    switch (type) {
        case 'file':
        case 'contiguous-file':
        case null:
        case undefined:
            return 'file';
        case 'directory':
            return 'directory';
        case 'link':
        case 'symlink':
            return 'link';
        default:
            return 'other';
    }
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive-zip.js
// Reads zips by random access: the directory first, members only when a visit wants them.


const LINK_TARGET_BYTES = 4096;
/**
 * Walks the directory of a zip (wheel, nupkg, jar); members are inflated only when the visit reads them.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readZip(source, visit, limits = {}) {
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const zip = await openZip(source).catch((error) => {
        throw asRefusal(error);
    });
    const count = counter(bounds);
    const visits = new Visits(visit);
    let total = 0;
    try {
        for await (const entry of zip.eachEntry()) {
            count();
            const path = checkedPath(entry.fileName);
            total += entry.uncompressedSize;
            checkInflated(total, zip.fileSize, bounds);
            const kind = zipKind(entry);
            const open = () => {
                if (entry.isEncrypted())
                    throw new ArchiveRefusal(`${shown(path)} is encrypted`);
                return zip.openReadStreamPromise(entry);
            };
            const member = {
                path,
                kind,
                size: entry.uncompressedSize,
                ...reading(open, path, entry.uncompressedSize, bounds),
            };
            if (kind === 'link')
                checkLink(path, (await member.read(LINK_TARGET_BYTES)).toString('utf8'), false);
            if ((await visits.run(member)) === 'stop')
                return;
        }
    }
    catch (error) {
        throw visits.error ?? asRefusal(error);
    }
    finally {
        zip.close();
    }
}
async function openZip(source) {
    const { default: yauzl } = await __webpack_require__.e(/* import() */ 663).then(__webpack_require__.t.bind(__webpack_require__, 663, 19));
    // Names are checked by us, with one wording for tar and zip; yauzl's own check comes on top.
    const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true };
    if (typeof source === 'string')
        return yauzl.openPromise(source, options);
    class HostFileReader extends yauzl.RandomAccessReader {
        _readStreamForRange(start, end) {
            const { files, path } = source;
            return external_node_stream_.Readable.from(files.open(path, { start, end }), { objectMode: false });
        }
    }
    return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), source.size, options);
}
/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(entry) {
    if (entry.fileName.endsWith('/'))
        return 'directory';
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive.js
// Reads members out of built packages (.tgz by stream, zip kinds by random access) without trusting them: whatever an
// archive says about itself, memory stays bounded, no path points outside, and anything odd is an ArchiveRefusal.




;// CONCATENATED MODULE: ./lib/formats/shared/members.js
// What an archive holds, as digests: enough to say in what two builds of one file differ.


/** Beyond this a comparison would cost more than it tells. */
const MEMBERS = 20_000;
const INFLATED_BYTES = 2 * 1024 ** 3;
/** Member path -> sha256 of its content; links and folders by their kind. Undefined for what is no sound archive. */
async function members(path, files) {
    const size = (await files.stat(path))?.size ?? 0;
    const kind = await kindOf(path, files);
    if (kind === undefined)
        return undefined;
    const found = new Map();
    const visit = async (member) => {
        found.set(member.path, member.kind === 'file' ? await digestOf(member.stream()) : member.kind);
        return undefined;
    };
    const limits = { entries: MEMBERS, totalBytes: INFLATED_BYTES };
    try {
        if (kind === 'zip')
            await readZip({ files, path, size }, visit, limits);
        else
            await readTarGz(files.open(path), visit, limits);
        return found;
    }
    catch (error) {
        if (error instanceof ArchiveRefusal)
            return undefined;
        throw error;
    }
}
async function kindOf(path, files) {
    for await (const chunk of files.open(path, { start: 0, end: 4 })) {
        if (chunk[0] === 0x50 && chunk[1] === 0x4b)
            return 'zip';
        if (chunk[0] === 0x1f && chunk[1] === 0x8b)
            return 'tar.gz';
        return undefined;
    }
    return undefined;
}
async function digestOf(stream) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for await (const chunk of stream)
        hash.update(chunk);
    return hash.digest('hex');
}

;// CONCATENATED MODULE: ./lib/formats/shared/digests.js
// The four digests the service lists for every asset, taken in one pass over a stream.

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];
/** Passes a stream through and knows its size and digests at the end. */
class DigestingStream {
    #size = 0;
    #hashes = ALGORITHMS.map((name) => [
        name,
        (0,external_node_crypto_.createHash)(name.replace('-', '').toLowerCase()),
    ]);
    async *through(source) {
        for await (const chunk of source) {
            this.#size += chunk.length;
            for (const [, hash] of this.#hashes)
                hash.update(chunk);
            yield chunk;
        }
    }
    /** Once, after the stream has been read to its end. */
    result() {
        const entries = this.#hashes.map(([name, hash]) => [name, hash.digest('hex')]);
        return { size: this.#size, digests: Object.fromEntries(entries) };
    }
}
/** Reads a built file once, from start to end, and describes it as an artifact. */
async function describeArtifact(files, path, assetName) {
    const digesting = new DigestingStream();
    for await (const _ of digesting.through(files.open(path)))
        ;
    return { path, assetName, ...digesting.result() };
}
/** The four digests of bytes in hand: documents we wrote ourselves, never assets. */
function digestBytes(bytes) {
    const entries = ALGORITHMS.map((name) => [
        name,
        createHash(name.replace('-', '').toLowerCase()).update(bytes).digest('hex'),
    ]);
    return Object.fromEntries(entries);
}

// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
;// CONCATENATED MODULE: ./lib/formats/generic/coordinates.js
// Names of generic packages: nothing is normalised, a namespace is required, assets are called as they are published.

/** Letters and digits of any script, the service's list of special characters, single spaces between others. */
const ASSET_NAME = /^[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.` ]{1,255}$/u;
/**
 * What is wrong with an asset name, in words; undefined when it is fine.
 *
 * | name                                   | result    |
 * |----------------------------------------|-----------|
 * | `firmware v2 (rc).bin`, `größe.tar.gz` | fine      |
 * | `a/b`, `a\b`, `a:b`, `a*b`, `50%`      | character |
 * | ` a`, `a `, `a  b`, tab                | space     |
 * | `.`, `..`                              | reserved  |
 */
function assetNameProblem(name) {
    if (name === '' || name === '.' || name === '..')
        return 'an asset name cannot be empty, `.` or `..`';
    if (name.length > 255)
        return 'an asset name has at most 255 characters';
    if (!ASSET_NAME.test(name)) {
        return 'an asset name has letters, digits, single spaces and ~ ! @ ^ & ( ) - _ + [ ] { } ; , . `, and no folders';
    }
    if (name.startsWith(' ') || name.endsWith(' ') || name.includes('  ')) {
        return 'spaces in an asset name are single and neither first nor last';
    }
    return undefined;
}
const partProblem = (what, value) => repository/* PATTERNS */.G3.packagePart.test(value) ? [] : [`${what} has 1 to 255 characters without spaces, \`/\` and \`#\``];
const coordinates_coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace === undefined || namespace === ''
                ? ['a generic package needs a namespace: `generic:namespace/name@version`']
                : partProblem('a generic namespace', namespace)),
            ...partProblem('a generic package name', name),
            ...(version === undefined ? [] : partProblem('a generic version', version)),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/generic/artifact.js


/** Files alone are never a generic package. */
async function gather(paths) {
    const reason = 'a generic package is only made of named files: give its coordinate in `versions`';
    return { publications: [], verdicts: paths.map((path) => ({ path, verdict: 'left', reason })) };
}
/** One publication of these files in this order, or none when any of them cannot be an asset of it. */
async function compose(reference, paths, host) {
    const verdicts = [];
    const artifacts = [];
    for (const path of paths) {
        const assetName = path.split(/[\\/]/).at(-1) ?? '';
        const problem = await problemOf(path, assetName, artifacts, host);
        if (problem === undefined)
            artifacts.push(await describeArtifact(host.files, path, assetName));
        verdicts.push({
            path,
            verdict: problem === undefined ? 'taken' : 'refused',
            reason: problem ?? `asset ${assetName}`,
        });
    }
    const isWhole = artifacts.length > 0 && artifacts.length === paths.length;
    const publication = { ...reference, format: 'generic', artifacts, dependencies: [], metadata: {} };
    return { publications: isWhole ? [publication] : [], verdicts };
}
async function problemOf(path, assetName, taken, host) {
    const problem = assetNameProblem(assetName);
    if (problem !== undefined)
        return problem;
    const twin = taken.find((artifact) => artifact.assetName === assetName);
    if (twin)
        return `${twin.path} has the same file name, and assets have no folders`;
    const stat = await host.files.stat(path);
    return stat?.kind === 'file' ? undefined : 'not a readable file';
}

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
;// CONCATENATED MODULE: ./lib/formats/generic/publish.js

/** With nothing missing, the version was left unfinished by an interrupted run: it only has to be closed. */
async function upload(publication, missing, target) {
    if (missing.length === 0)
        return target.unfinished ? { kind: 'accepted' } : finish(publication, target);
    return asResult(async () => {
        for (const [index, artifact] of missing.entries()) {
            await target.writer.publishPackageVersion(target.address, publication, {
                name: artifact.assetName,
                size: artifact.size,
                sha256: artifact.digests['SHA-256'],
                open: () => target.files.open(artifact.path),
            }, target.unfinished === true || index < missing.length - 1);
        }
        return { kind: 'accepted' };
    });
}
/** Publishes a version whose assets are all there. One that is Published already is what was wanted. */
async function finish(publication, target) {
    const { version } = publication;
    return asResult(async () => {
        const results = await target.writer.updatePackageVersionsStatus(target.address, publication, {
            versions: [version],
            target: 'Published',
            expected: 'Unfinished',
        });
        const failure = results.failed[version];
        if (!failure || isPublished(failure))
            return { kind: 'accepted' };
        return { kind: 'exists', detail: `${failure.code}: ${failure.message}` };
    });
}
/** `current status: Published, expected status: Unfinished` in the service's words. */
function isPublished(failure) {
    return failure.code === 'MISMATCHED_STATUS' && /current status: Published\b/i.test(failure.message);
}
async function asResult(work) {
    try {
        return await work();
    }
    catch (error) {
        const result = error instanceof registry_error/* RegistryError */.gl ? resultOf(error) : undefined;
        if (result)
            return result;
        throw error;
    }
}
/** Control-plane errors that are facts about this one version; everything else stops the verb. */
function resultOf(error) {
    const detail = error.message;
    const results = {
        'CA-CONFLICT-001': { kind: 'exists', detail },
        'CA-CONFLICT-003': { kind: 'exists', detail },
        'CA-CONFLICT-004': { kind: 'exists', detail },
        'CA-INPUT-006': { kind: 'refused', status: 400, detail },
        'CA-NET-005': { kind: 'refused', status: 402, detail },
        'CA-AUTH-003': { kind: 'refused', status: 403, detail },
        'CA-FIND-001': { kind: 'refused', status: 404, detail },
        'CA-AUTH-005': { kind: 'unauthorized', detail },
        'CA-AUTH-008': { kind: 'unauthorized', detail },
        'CA-NET-001': { kind: 'throttled', retryAfterMs: undefined },
        'CA-NET-002': { kind: 'unavailable', status: 503, detail },
        'CA-NET-003': { kind: 'uncertain', detail },
    };
    return results[error.code];
}

;// CONCATENATED MODULE: ./lib/formats/generic/format.js




const generic = {
    name: 'generic',
    namespace: 'required',
    notes: 'any files under a named coordinate, through the CodeArtifact API; no client tool',
    coordinates: coordinates_coordinates,
    tools: [],
    publishing: { members: members, patterns: [], gather: gather, compose: compose, upload: upload, finish: finish },
};

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/xmlparser/XMLParser.js + 23 modules
var XMLParser = __webpack_require__(1143);
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/fxp.js
var fxp = __webpack_require__(5824);
;// CONCATENATED MODULE: ./lib/formats/shared/xml.js
// Reading and writing the XML of package descriptions (POM, maven-metadata.xml, nuspec). Reading is for documents of
// strangers: no document type, so no entities of their own and no external ones; bounded size and depth.

/** Why a document is not read, in words for its author. */
class XmlRefusal extends Error {
    constructor(message) {
        super(message);
        this.name = 'XmlRefusal';
    }
}
/** The largest POM on Maven Central is under 1 MB; the largest maven-metadata.xml is a few. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;
const CDATA = '#cdata';
const parser = new XMLParser/* default */.A({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    // Entities are resolved below: exactly the five of XML and character numbers, once.
    processEntities: false,
    cdataPropName: CDATA,
});
/**
 * The root element of a document.
 * @param limit bytes, after decoding as UTF-8 (a byte order mark is dropped).
 * @throws XmlRefusal when it is larger, not well-formed, nested too deep, or declares a document type.
 */
function parseXml(document, limit = DEFAULT_LIMIT) {
    const size = typeof document === 'string' ? document.length : document.byteLength;
    if (size > limit)
        throw new XmlRefusal(`the document is larger than ${limit} bytes`);
    const text = decodeText(document);
    if (/<!DOCTYPE/i.test(text))
        throw new XmlRefusal('the document declares a document type, which is not read');
    const nodes = parseNodes(text);
    const roots = nodes.flatMap((node) => xml_element(node) ?? []);
    const [root] = roots;
    if (!root || roots.length > 1)
        throw new XmlRefusal('the document has not exactly one root element');
    return root;
}
function parseNodes(text) {
    const valid = fxp.XMLValidator.validate(text);
    if (valid !== true)
        throw new XmlRefusal(`not well-formed: ${valid.err.msg} (line ${valid.err.line})`);
    try {
        return parser.parse(text);
    }
    catch (error) {
        throw new XmlRefusal(error instanceof Error ? error.message : 'not readable');
    }
}
/** UTF-8, or UTF-16 when a byte order mark says so (nuspec files of old Windows tools). */
function decodeText(document) {
    if (typeof document === 'string')
        return document.replace(/^\uFEFF/, '');
    const [first, second] = document;
    const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
    return new TextDecoder(encoding).decode(document);
}
function xml_element(node) {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined || name === '#text' || name === CDATA)
        return undefined;
    const content = Array.isArray(node[name]) ? node[name] : [];
    return {
        name,
        attributes: decodedAttributes(node[':@']),
        children: content.flatMap((inner) => xml_element(inner) ?? []),
        text: content.map(textOfNode).join('').trim(),
    };
}
function textOfNode(node) {
    if (typeof node['#text'] === 'string')
        return decodeEntities(node['#text']);
    const cdata = node[CDATA];
    return Array.isArray(cdata) ? cdata.map((inner) => String(inner['#text'] ?? '')).join('') : '';
}
function decodedAttributes(raw) {
    const entries = raw && typeof raw === 'object' ? Object.entries(raw) : [];
    return Object.fromEntries(entries.map(([name, value]) => [name, decodeEntities(String(value))]));
}
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function decodeEntities(text) {
    return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
        if (name)
            return NAMED[name] ?? whole;
        const point = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
        return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    });
}
/** The first element at the end of `path` below `from`. */
function find(from, ...path) {
    let at = from;
    for (const name of path)
        at = at?.children.find((inner) => inner.name === name);
    return at;
}
/** The text at the end of `path`, undefined when there is no such element or it is empty. */
function textAt(from, ...path) {
    return find(from, ...path)?.text || undefined;
}
/** All elements called `name` directly below the element at the end of `path`. */
function findAll(from, ...path) {
    const name = path.at(-1);
    return find(from, ...path.slice(0, -1))?.children.filter((inner) => inner.name === name) ?? [];
}
const ESCAPES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
};
/** Text for element content and attribute values; characters that XML 1.0 cannot hold are dropped. */
function escapeXml(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 forbids
    const allowed = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
    return allowed.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

;// CONCATENATED MODULE: ./lib/formats/maven/archive-check.js


const ZIP_KINDS = /\.(jar|war|ear|rar|aar|hpi|klib|zip)$/;
const PLUGIN_DESCRIPTOR = 'META-INF/maven/plugin.xml';
/**
 * Walks the directory of a zip-kind file; other files are taken as they are, but not empty.
 * @throws ArchiveRefusal
 */
async function inspectArchive(path, files) {
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        throw new ArchiveRefusal('not a regular file');
    if (stat.size === 0)
        throw new ArchiveRefusal('the file is empty');
    let goalPrefix;
    if (!ZIP_KINDS.test(path))
        return { goalPrefix };
    await readZip({ files, path, size: stat.size }, async (member) => {
        if (member.path === PLUGIN_DESCRIPTOR)
            goalPrefix = prefixIn(await member.read());
        return undefined;
    });
    return { goalPrefix };
}
function prefixIn(descriptor) {
    try {
        const prefix = textAt(parseXml(descriptor), 'goalPrefix');
        return prefix && /^[A-Za-z0-9._-]{1,100}$/.test(prefix) ? prefix : undefined;
    }
    catch (error) {
        if (error instanceof XmlRefusal)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/formats/maven/version-order.js
// The order of Maven versions (org.apache.maven.artifact.versioning.ComparableVersion, Maven 3.8): which one is the
// newest when maven-metadata.xml is written from what the repository holds.
// Specification: https://maven.apache.org/pom.html#version-order-specification
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES = { ga: '', final: '', release: '', cr: 'rc' };
const BEFORE_DIGIT = { a: 'alpha', b: 'beta', m: 'milestone' };
const RELEASE_RANK = QUALIFIERS.indexOf('');
/** Negative when `a` is older than `b`, zero when Maven holds them equal (`1.0` and `1`). */
function compareVersions(a, b) {
    return compareLists(parse(a), parse(b));
}
/** Oldest first; equal ones keep their order. */
function sortVersions(versions) {
    return [...versions]
        .map((version) => ({ version, items: parse(version) }))
        .sort((a, b) => compareLists(a.items, b.items))
        .map(({ version }) => version);
}
/**
 * A hyphen, and each change between digits and letters, begins a list of its own; nothing-items at the end of each
 * list are dropped (`1.0.0` is `1`, `1-ga` is `1`).
 */
function parse(version) {
    const root = [];
    const lists = [root];
    let list = root;
    const deeper = () => {
        const inner = [];
        list.push(inner);
        lists.push(inner);
        list = inner;
    };
    const tokens = version
        .toLowerCase()
        .slice(0, 255)
        .match(/\d+|[^\d.-]+|[.-]/g) ?? [];
    tokens.forEach((token, index) => {
        if (token === '.' || token === '-') {
            const previous = tokens[index - 1];
            if (previous === undefined || previous === '.' || previous === '-')
                list.push(0);
            if (token === '-')
                deeper();
            return;
        }
        const next = tokens[index + 1];
        const previous = tokens[index - 1];
        const digits = /^\d/.test(token);
        const joined = previous !== undefined && previous !== '.' && previous !== '-';
        if (joined)
            deeper();
        const digitFollows = next !== undefined && /^\d/.test(next);
        // Maven 3.8.7 and later read `.x1` and a last `.x` as `-x`.
        if (!digits && (digitFollows || next === undefined) && list.length > 0)
            deeper();
        list.push(digits ? Number(token) : qualifier(token, digitFollows));
    });
    for (const each of lists.reverse())
        trim(each);
    return root;
}
function qualifier(token, digitFollows) {
    const name = digitFollows ? (BEFORE_DIGIT[token] ?? token) : token;
    return ALIASES[name] ?? name;
}
function trim(list) {
    for (let index = list.length - 1; index >= 0; index--) {
        const item = list[index];
        if (isNothing(item))
            list.splice(index, 1);
        else if (!Array.isArray(item))
            break;
    }
}
function isNothing(item) {
    return Array.isArray(item) ? item.length === 0 : item === 0 || item === '';
}
function compareLists(a, b) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
        const order = compareItems(a[index], b[index]);
        if (order !== 0)
            return order;
    }
    return 0;
}
function compareItems(a, b) {
    if (a === undefined)
        return b === undefined ? 0 : -compareItems(b, undefined);
    if (typeof a === 'number') {
        if (b === undefined)
            return a;
        return typeof b === 'number' ? a - b : 1;
    }
    if (typeof a === 'string')
        return compareQualifier(a, b);
    if (b === undefined)
        return compareToNothing(a);
    if (typeof b === 'number')
        return -1;
    return typeof b === 'string' ? 1 : compareLists(a, b);
}
function compareQualifier(a, b) {
    if (b === undefined)
        return rank(a) - RELEASE_RANK;
    if (typeof b !== 'string')
        return -1;
    const order = rank(a) - rank(b);
    return order !== 0 || rank(a) < QUALIFIERS.length ? order : a < b ? -1 : Number(a > b);
}
function rank(name) {
    const known = QUALIFIERS.indexOf(name);
    return known === -1 ? QUALIFIERS.length : known;
}
function compareToNothing(list) {
    for (const item of list) {
        const order = compareItems(item, undefined);
        if (order !== 0)
            return order;
    }
    return 0;
}

;// CONCATENATED MODULE: ./lib/formats/maven/version-range.js
// Version requirements of POMs: a plain version, or ranges. https://maven.apache.org/pom.html#dependency-version-requirement-specification

const RANGE = /^([[(])([^,()[\]]*)(?:(,)([^,()[\]]*))?([\])])$/;
/**
 * Whether a version meets a requirement; undefined when the requirement is not understood (`LATEST`, properties).
 * A plain version is only a wish to Maven, but it is the version that resolution asks the repository for.
 *
 * | requirement        | meets                     |
 * |--------------------|---------------------------|
 * | `1.0`              | 1.0 (and 1, which is equal) |
 * | `[1.0,2.0)`        | 1.0 up to below 2.0       |
 * | `[1.0]`            | 1.0                       |
 * | `(,1.0],[1.2,)`    | all but between these     |
 */
function satisfies(version, requirement) {
    const text = requirement.trim();
    if (text === '')
        return true;
    if (/^(LATEST|RELEASE)$|\$\{/.test(text))
        return undefined;
    if (!/[[(\])]/.test(text))
        return compareVersions(version, text) === 0;
    const parts = text.match(/[[(][^[(\])]*[\])]/g) ?? [];
    if (parts.join(',').replace(/\s/g, '') !== text.replace(/\s/g, ''))
        return undefined;
    const checks = parts.map((part) => inRange(version, part.replace(/\s/g, '')));
    return checks.includes(undefined) ? undefined : checks.includes(true);
}
function inRange(version, range) {
    const [, open, lower = '', comma, upper = '', close] = RANGE.exec(range) ?? [];
    if (open === undefined)
        return undefined;
    if (comma === undefined)
        return open === '[' && close === ']' && lower !== '' ? compareVersions(version, lower) === 0 : undefined;
    const above = lower === '' ? 1 : compareVersions(version, lower);
    const below = upper === '' ? -1 : compareVersions(version, upper);
    return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}

;// CONCATENATED MODULE: ./lib/formats/maven/coordinates.js


/** Extensions of checksum files; the service computes these itself and never stores them as assets. */
const CHECKSUMS = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' };
const METADATA_FILE = 'maven-metadata.xml';
function mavenReference(groupId, artifactId) {
    return { format: 'maven', namespace: groupId, name: artifactId };
}
/**
 * Reads a path of the standard layout, still percent-encoded; undefined when it names nothing.
 *
 * | path                                        | names                                       |
 * |---------------------------------------------|---------------------------------------------|
 * | com/acme/lib/1.0/lib-1.0.jar                | asset lib-1.0.jar of com.acme:lib 1.0       |
 * | com/acme/lib/1.0/lib-1.0.jar.sha1           | its SHA-1                                   |
 * | com/acme/lib/maven-metadata.xml             | the versions of com.acme:lib                |
 * | com/acme/maven-metadata.xml                 | the same of com:acme, or plugins of com.acme |
 * | com/acme/lib/1-SNAPSHOT/maven-metadata.xml  | the builds of 1-SNAPSHOT                    |
 * | com/acme/lib/1-SNAPSHOT/lib-1-20260102.030405-7.jar | asset of version 1-20260102.030405-7 |
 */
function parsePath(path) {
    const segments = decodeSegments(path);
    const last = segments?.pop();
    if (!segments || last === undefined)
        return undefined;
    const { name: file, checksum } = splitChecksum(last);
    if (file === METADATA_FILE)
        return parseMetadataPath(segments, checksum);
    const directory = segments.pop();
    const ref = referenceOf(segments);
    if (!ref || directory === undefined)
        return undefined;
    return { kind: 'asset', ref, version: versionOfFile(ref.name, directory, file), directory, asset: file, checksum };
}
function parseMetadataPath(segments, checksum) {
    const last = segments.at(-1);
    if (last !== undefined && isSnapshot(last) && segments.length > 2) {
        const ref = referenceOf(segments.slice(0, -1));
        return ref && { kind: 'snapshot-metadata', ref, version: last, checksum };
    }
    // `com/maven-metadata.xml` is the group-level file of a one-word group; its package name is empty.
    const ref = segments.length === 1 && last !== undefined ? mavenReference('', last) : referenceOf(segments);
    return ref && { kind: 'artifact-metadata', ref, checksum };
}
function referenceOf(segments) {
    const artifactId = segments.at(-1);
    const group = segments.slice(0, -1);
    if (artifactId === undefined || group.length === 0)
        return undefined;
    // A dot inside a group segment would give one package two addresses.
    return group.some((segment) => segment.includes('.')) ? undefined : mavenReference(group.join('.'), artifactId);
}
function decodeSegments(path) {
    try {
        const segments = path.split('/').map(decodeURIComponent);
        return segments.every(isSafeSegment) ? segments : undefined;
    }
    catch {
        return undefined;
    }
}
function isSafeSegment(segment) {
    return /^[^\p{C}\p{Z}#/\\]{1,255}$/u.test(segment) && segment !== '.' && segment !== '..';
}
/** `lib-1.0.jar.sha1` into `lib-1.0.jar` and `sha1`. */
function splitChecksum(file) {
    const [, name, extension] = /^(.+)\.(md5|sha1|sha256|sha512)$/.exec(file) ?? [];
    return name === undefined ? { name: file, checksum: undefined } : { name, checksum: extension };
}
function isSnapshot(version) {
    return version.endsWith('-SNAPSHOT');
}
const BUILD = /^(\d{8}\.\d{6})-(\d{1,9})(?=$|[.-])/;
/** Reads `timestamp-build` at the start of what follows `artifact-base-` in a unique snapshot's file name. */
function parseBuild(text) {
    const [, timestamp, build] = BUILD.exec(text) ?? [];
    return timestamp === undefined || build === undefined ? undefined : { timestamp, buildNumber: Number(build) };
}
function buildVersion(snapshot, build) {
    return `${snapshot.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
}
/** The version a file belongs to: its directory, or for a unique snapshot file the build version. */
function versionOfFile(artifactId, directory, file) {
    if (!isSnapshot(directory))
        return directory;
    const prefix = `${artifactId}-${directory.replace(/SNAPSHOT$/, '')}`;
    const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
    return build ? buildVersion(directory, build) : directory;
}
/** `1.0-20260102.030405-7` into `1.0-SNAPSHOT`; undefined for other versions. */
function snapshotOfBuild(version) {
    const [, base] = /^(.*-)\d{8}\.\d{6}-\d{1,9}$/.exec(version) ?? [];
    return base === undefined ? undefined : `${base}SNAPSHOT`;
}
/** Classifier and extension of an asset, by what follows `artifact-version`: `-sources.jar`, `.pom`, `-bin.tar.gz`. */
function parseSuffix(suffix) {
    const [, classifier, extension] = /^(?:-([^.]+))?\.([^/]+)$/.exec(suffix) ?? [];
    return extension === undefined ? undefined : { classifier, extension };
}
/** Path of a package, version directory or file below the endpoint, percent-encoded. */
function pathOf(ref, ...rest) {
    return [...(ref.namespace ?? '').split('.').filter((part) => part !== ''), ref.name, ...rest]
        .map(encodeURIComponent)
        .join('/');
}
const PART = /^[A-Za-z0-9_.-]{1,255}$/;
/** Letters as the service takes them; Maven itself refuses `\/:"<>|?*[](){},` and placeholders in versions. */
const VERSION = /^[A-Za-z0-9_.+~!@=-]{1,255}$/;
const maven_coordinates_coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    compareVersions: compareVersions,
    satisfies: satisfies,
    problems({ namespace, name, version }) {
        return [
            ...(namespace === undefined ? ['a Maven package needs a group id'] : groupProblems(namespace)),
            ...partProblems('artifact id', name),
            ...(version === undefined ? [] : versionProblems(version)),
        ];
    },
};
function groupProblems(group) {
    const problems = partProblems('group id', group);
    return group.split('.').includes('') ? [...problems, 'the group id has an empty part'] : problems;
}
function partProblems(what, text) {
    if (text.includes('${'))
        return [`the ${what} holds a property that was not replaced`];
    return PART.test(text) && !/^\.+$/.test(text) ? [] : [`the ${what} has characters other than letters, digits, - _ .`];
}
function versionProblems(version) {
    if (version.includes('${'))
        return ['the version holds a property that was not replaced'];
    return VERSION.test(version) && !/^\.+$/.test(version) ? [] : ['the version has characters Maven does not allow'];
}

;// CONCATENATED MODULE: ./lib/formats/maven/pom.js
// Reads a POM: coordinates with what they inherit from the parent element and simple properties, dependencies, and
// what the service shows of a version. Nothing outside the file is looked at.

/** POMs are small; the largest seen on Maven Central is under 1 MB. */
const POM_LIMIT = 4 * 1024 * 1024;
const MAX_DEPENDENCIES = 5000;
/** @throws XmlRefusal when the document is not a POM or lacks an artifact id; coordinates may still hold `${…}`. */
function parsePom(document) {
    const project = parseXml(document, POM_LIMIT);
    if (project.name !== 'project')
        throw new XmlRefusal(`the root element is <${project.name}>, not <project>`);
    const value = interpolation(project);
    const at = (...path) => value(textAt(project, ...path));
    const artifactId = at('artifactId');
    if (artifactId === undefined)
        throw new XmlRefusal('the POM has no artifactId');
    return {
        groupId: at('groupId') ?? at('parent', 'groupId') ?? '',
        artifactId,
        version: at('version') ?? at('parent', 'version') ?? '',
        packaging: at('packaging') ?? 'jar',
        name: at('name'),
        description: at('description'),
        url: at('url'),
        sourceUrl: at('scm', 'url'),
        licenses: findAll(project, 'licenses', 'license')
            .slice(0, 50)
            .map((license) => licenseOf(license, value)),
        dependencies: dependenciesOf(project, value),
    };
}
function licenseOf(license, value) {
    const name = value(textAt(license, 'name'));
    const url = value(textAt(license, 'url'));
    return { ...(name === undefined ? {} : { name }), ...(url === undefined ? {} : { url }) };
}
function dependenciesOf(project, value) {
    const read = (from, type) => {
        const groupId = value(textAt(from, 'groupId'));
        const artifactId = value(textAt(from, 'artifactId'));
        if (groupId === undefined || artifactId === undefined)
            return [];
        return [
            {
                groupId,
                artifactId,
                version: value(textAt(from, 'version')) ?? '',
                type: type ?? value(textAt(from, 'scope')) ?? 'compile',
                optional: textAt(from, 'optional') === 'true',
            },
        ];
    };
    const parent = find(project, 'parent');
    const imports = findAll(project, 'dependencyManagement', 'dependencies', 'dependency').filter((managed) => textAt(managed, 'scope') === 'import');
    return [
        ...(parent ? read(parent, 'parent') : []),
        ...imports.flatMap((managed) => read(managed, 'import')),
        ...findAll(project, 'dependencies', 'dependency').flatMap((dependency) => read(dependency)),
    ].slice(0, MAX_DEPENDENCIES);
}
const ROUNDS = 8;
const MAX_VALUE = 1024;
/** Replaces `${…}` from the properties and the coordinates of this file; what it does not know stays as written. */
function interpolation(project) {
    const properties = new Map(find(project, 'properties')?.children.map((each) => [each.name, each.text]));
    const builtIn = (name) => {
        const [, inParent, field] = /^(?:project|pom)\.(parent\.)?(groupId|artifactId|version)$/.exec(name) ?? [];
        if (field === undefined)
            return undefined;
        const own = inParent ? undefined : textAt(project, field);
        return own ?? textAt(project, 'parent', field);
    };
    return (text) => {
        let result = text;
        for (let round = 0; round < ROUNDS && result?.includes('${'); round++) {
            // A value that grows with each round is an attack on memory; cut, it matches nothing.
            if (result.length > MAX_VALUE)
                break;
            const next = result.replace(/\$\{([^${}]+)\}/g, (whole, name) => (properties.get(name) ?? builtIn(name) ?? whole).slice(0, MAX_VALUE));
            if (next === result)
                break;
            result = next;
        }
        return result?.slice(0, MAX_VALUE);
    };
}

;// CONCATENATED MODULE: ./lib/formats/maven/pom-unit.js
// Finds the POMs of a folder and the package version each stands for. The stem of the POM's file name
// (`lib-1.0`, `lib-1.0-20260102.030405-7`) is what every other file of that version begins with.




/** The units of a folder, one for each POM, and verdicts on POMs that make none. */
async function readUnits(folder, paths, files) {
    const units = [];
    const refused = [];
    for (const path of await pomPaths(folder, paths, files)) {
        const unit = await readUnit(path, files);
        if (typeof unit !== 'string')
            units.push(unit);
        // A pom.xml that was not given but looked for says nothing when it does not fit.
        else if (paths.includes(path))
            refused.push({ path, verdict: 'refused', reason: unit });
    }
    // Maven 4 deploys the POM of the build beside that for users, as `lib-1.0-build.pom`: a file like any other.
    const isAttached = ({ path }) => units.some(({ stem }) => (0,external_node_path_.basename)(path).startsWith(`${stem}-`));
    return newestBuilds(units, refused.filter((verdict) => !isAttached(verdict)));
}
/** POMs given; else the pom.xml in the folder or above it (Maven builds into `target/`). */
async function pomPaths(folder, paths, files) {
    const given = paths.filter((path) => path.endsWith('.pom') || (0,external_node_path_.basename)(path) === 'pom.xml');
    if (given.length > 0)
        return given;
    for (const candidate of [(0,external_node_path_.join)(folder, 'pom.xml'), (0,external_node_path_.join)((0,external_node_path_.dirname)(folder), 'pom.xml')]) {
        if ((await files.stat(candidate))?.kind === 'file')
            return [candidate];
    }
    return [];
}
async function readUnit(path, files) {
    const { size = 0 } = (await files.stat(path)) ?? {};
    if (size > POM_LIMIT)
        return `larger than ${POM_LIMIT} bytes`;
    const document = await files.read(path);
    if (!document)
        return 'the file is gone';
    try {
        return unitOf(path, parsePom(document));
    }
    catch (error) {
        if (error instanceof XmlRefusal)
            return error.message;
        throw error;
    }
}
function unitOf(path, pom) {
    const file = (0,external_node_path_.basename)(path);
    const { groupId, artifactId } = pom;
    // Maven leaves `${revision}` in deployed POMs; the folder of a repository layout knows the version then.
    const inLayout = (0,external_node_path_.basename)((0,external_node_path_.dirname)((0,external_node_path_.dirname)(path))) === artifactId ? (0,external_node_path_.basename)((0,external_node_path_.dirname)(path)) : undefined;
    const version = pom.version.includes('${') && inLayout ? inLayout : pom.version;
    const problem = maven_coordinates_coordinates.problems({ namespace: groupId, name: artifactId, version }).join('; ');
    if (problem)
        return problem;
    const unit = { groupId, artifactId, version, pomPath: path, pom };
    if (!isSnapshot(version))
        return named({ ...unit, build: undefined, stem: `${artifactId}-${version}` }, file);
    const prefix = `${artifactId}-${version.replace(/SNAPSHOT$/, '')}`;
    const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
    if (!build) {
        return `CodeArtifact takes only timestamped builds of ${version}: give the project directory, or a folder made by "mvn deploy -DaltDeploymentRepository=local::default::file:FOLDER"`;
    }
    return named({ ...unit, build, stem: `${prefix}${build.timestamp}-${build.buildNumber}` }, file);
}
function named(unit, file) {
    if (file === 'pom.xml' || file === `${unit.stem}.pom`)
        return unit;
    return `the POM is of ${unit.artifactId} ${unit.version}, so its file should be called ${unit.stem}.pom`;
}
/** Of several builds of one snapshot in a folder only the newest is published; the others are history. */
function newestBuilds(units, verdicts) {
    const stamp = ({ build }) => build ? `${build.timestamp}-${String(build.buildNumber).padStart(9, '0')}` : '';
    const isOlder = (unit) => units.some((other) => other.artifactId === unit.artifactId && other.version === unit.version && stamp(other) > stamp(unit));
    const older = units.filter(isOlder);
    const reason = 'an older build of the same snapshot';
    return {
        units: units.filter((unit) => !older.includes(unit)),
        verdicts: [...verdicts, ...older.map(({ pomPath }) => ({ path: pomPath, verdict: 'left', reason }))],
    };
}

;// CONCATENATED MODULE: ./lib/formats/maven/artifact.js
// Built files into publications. Files belong together when they lie in one folder and share the stem of its POM:
// the version folder of a repository layout (`mvn deploy` into a local folder), or `target/` with its pom.xml beside it.






/** Files worth opening in a directory. Checksums are verified; version lists tell nothing that the POM does not. */
const patterns = [
    'pom',
    'jar',
    'war',
    'ear',
    'rar',
    'aar',
    'hpi',
    'klib',
    'module',
    'zip',
    'tar.gz',
    'tgz',
    'asc',
    'sigstore.json',
    'cdx.json',
    'cdx.xml',
    'spdx.json',
    ...Object.keys(CHECKSUMS),
]
    .map((extension) => `**/*-*.${extension}`)
    .concat('**/*.pom');
/** See `Publishing.gather`. Verdicts come in the order of `paths`. */
async function artifact_gather(paths, host) {
    const folders = new Map();
    for (const path of new Set(paths))
        folders.set((0,external_node_path_.dirname)(path), [...(folders.get((0,external_node_path_.dirname)(path)) ?? []), path]);
    const verdicts = [];
    const publications = [];
    for (const [folder, inside] of folders) {
        const report = await gatherFolder(folder, inside, host.files);
        publications.push(...report.publications);
        verdicts.push(...report.verdicts);
    }
    const place = new Map(paths.map((path, index) => [path, index]));
    const order = (verdict) => place.get(verdict.path) ?? paths.length;
    return { publications, verdicts: verdicts.sort((a, b) => order(a) - order(b)) };
}
async function gatherFolder(folder, paths, files) {
    const { units, verdicts } = await readUnits(folder, paths, files);
    const members = new Map(units.map((unit) => [unit, []]));
    const rest = paths.filter((path) => !verdicts.some((verdict) => verdict.path === path));
    for (const path of rest) {
        const unit = ownerOf((0,external_node_path_.basename)(path), units);
        if (unit)
            members.get(unit)?.push(path);
        else if (!units.some((each) => each.pomPath === path))
            verdicts.push(left(path, reasonNoUnit(path, units, verdicts)));
    }
    const publications = [];
    for (const [unit, inside] of members) {
        const result = await gatherUnit(unit, inside, files);
        verdicts.push(...result.verdicts);
        publications.push(...result.publications);
    }
    return { publications, verdicts };
}
const left = (path, reason) => ({ path, verdict: 'left', reason });
const refused = (path, reason) => ({ path, verdict: 'refused', reason });
/** The unit whose stem is the longest beginning of the file name: `a-1.0-2.jar` belongs to `a-1.0-2` before `a-1.0`. */
function ownerOf(name, units) {
    const fits = units.filter(({ stem }) => name.startsWith(stem) && parseSuffix(name.slice(stem.length)) !== undefined);
    return fits.sort((a, b) => b.stem.length - a.stem.length)[0];
}
function reasonNoUnit(path, units, verdicts) {
    const name = (0,external_node_path_.basename)(path);
    if (name.startsWith('maven-metadata'))
        return 'a version list; the repository keeps its own';
    if (splitChecksum(name).checksum)
        return 'a checksum of a file that is not published';
    const bad = verdicts.find((each) => each.verdict === 'refused' && each.path.endsWith('.pom'));
    if (units.length === 0 && bad)
        return `${(0,external_node_path_.basename)(bad.path)} beside it is refused`;
    if (units.length === 0)
        return 'no POM beside it says which Maven package it belongs to';
    return `its name does not begin with ${units.map(({ stem }) => stem).join(' or ')}, as the POM beside it asks`;
}
/** One package version: every file checked, nothing taken when one of them is bad. */
async function gatherUnit(unit, paths, files) {
    const verdicts = [];
    const artifacts = [];
    let plugin;
    const sums = paths.filter((path) => splitChecksum((0,external_node_path_.basename)(path)).checksum !== undefined);
    const built = new Set([unit.pomPath, ...paths.filter((path) => !sums.includes(path))]);
    for (const path of built) {
        const assetName = path === unit.pomPath ? `${unit.stem}.pom` : (0,external_node_path_.basename)(path);
        const reason = signsNothing(assetName, unit, built);
        if (reason) {
            verdicts.push(left(path, reason));
            continue;
        }
        try {
            const found = await inspectArchive(path, files);
            if (assetName === `${unit.stem}.jar` && unit.pom.packaging === 'maven-plugin')
                plugin = pluginOf(unit, found.goalPrefix);
            artifacts.push(await describeArtifact(files, path, assetName));
            verdicts.push({ path, verdict: 'taken', reason: `${label(unit)} ${assetName}` });
        }
        catch (error) {
            if (!(error instanceof ArchiveRefusal))
                throw error;
            verdicts.push(refused(path, error.message));
        }
    }
    for (const path of sums)
        verdicts.push(await checkSum(path, artifacts, files));
    const bad = verdicts.find(({ verdict }) => verdict === 'refused') ?? withoutBuilt(unit, artifacts);
    if (bad)
        return { publications: [], verdicts: verdicts.map((verdict) => dragged(verdict, bad)) };
    return { publications: [publicationOf(unit, artifacts, plugin)], verdicts };
}
const isBuilt = ({ assetName }) => !/\.(pom|asc|sigstore\.json)$/.test(assetName);
function withoutBuilt({ pom, pomPath, stem }, artifacts) {
    if (pom.packaging === 'pom' || artifacts.some(isBuilt))
        return undefined;
    return refused(pomPath, `packaging is ${pom.packaging}, but no built file ${stem}.* was given`);
}
/** A file is not published when another one of its version is bad: half a version would stay Unfinished for ever. */
function dragged(verdict, bad) {
    if (verdict.verdict !== 'taken')
        return verdict;
    if (verdict.path === bad.path)
        return bad;
    return refused(verdict.path, `belongs together with ${(0,external_node_path_.basename)(bad.path)}, which is refused`);
}
function signsNothing(assetName, unit, built) {
    const [, signed] = /^(.+)\.(?:asc|sigstore\.json)$/.exec(assetName) ?? [];
    if (signed === undefined || signed === `${unit.stem}.pom`)
        return undefined;
    const isThere = [...built].some((path) => (0,external_node_path_.basename)(path) === signed);
    return isThere ? undefined : `the signed file ${signed} is not there`;
}
async function checkSum(path, artifacts, files) {
    const { name, checksum } = splitChecksum((0,external_node_path_.basename)(path));
    const artifact = artifacts.find(({ assetName }) => assetName === name);
    if (!artifact || !checksum)
        return left(path, 'a checksum of a file that is not published');
    const { size = 0 } = (await files.stat(path)) ?? {};
    const text = size > 1024 ? '' : ((await files.readText(path)) ?? '');
    // GNU tools write `digest  file`; Maven and Gradle write the digest alone.
    const written = text.trim().split(/\s+/)[0]?.toLowerCase();
    if (written === artifact.digests[CHECKSUMS[checksum]])
        return left(path, 'checksum verified; the service computes its own');
    return refused(path, `does not match ${name}: the file was changed after the checksum was written`);
}
function pluginOf(unit, goalPrefix) {
    const fromName = unit.pom.artifactId.replace(/-?maven-?/, '').replace(/-?plugin-?/, '');
    return { prefix: goalPrefix ?? fromName, name: unit.pom.name ?? unit.pom.artifactId };
}
const label = ({ groupId, artifactId, version }) => `${groupId}:${artifactId}:${version}`;
function publicationOf(unit, artifacts, plugin) {
    const metadata = {
        packaging: unit.pom.packaging,
        ...(unit.build ? { build: unit.build } : {}),
        ...(plugin ? { plugin } : {}),
    };
    return {
        format: 'maven',
        namespace: unit.groupId,
        name: unit.artifactId,
        // What the service makes of a build until its list arrives; `1.0-SNAPSHOT` itself has no assets before that.
        version: unit.build ? buildVersion(unit.version, unit.build) : unit.version,
        artifacts,
        dependencies: unit.pom.dependencies
            .filter(({ type, optional }) => type !== 'test' && type !== 'system' && !optional)
            .map(({ groupId, artifactId, version, type }) => ({
            namespace: groupId,
            name: artifactId,
            requirement: version,
            type,
        })),
        metadata,
    };
}

// EXTERNAL MODULE: ./lib/formats/maven/configure.js + 3 modules
var maven_configure = __webpack_require__(3585);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
;// CONCATENATED MODULE: ./lib/formats/maven/project.js
// Packs a project directory with its own tool into a folder of the repository layout, which `gather` reads. Every
// module of a multi-module build lands there, with parent POMs, BOMs, sources, signatures: whatever the build attaches.




const GRADLE_FILES = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];
const project = {
    recognises: (entries) => entries.includes('pom.xml') || GRADLE_FILES.some((file) => entries.includes(file)),
    async pack(directory, into, host) {
        const entries = await host.files.list(directory);
        await host.files.makeDirectory(into);
        const build = entries.includes('pom.xml') ? mavenBuild(entries, into, host) : gradleBuild(entries, into, host);
        const result = await host.run(build.program, build.args, { cwd: directory });
        if (result.status !== 0)
            throw failure(build.name, directory, result);
        const built = await host.files.glob(patterns, into);
        if (built.length === 0) {
            throw new registry_error/* RegistryError */.gl('CA-FILE-004', `${build.name} put nothing into the local folder for ${directory}`, {
                remedy: build.emptyRemedy,
            });
        }
        return built.map((path) => ((0,external_node_path_.isAbsolute)(path) ? path : (0,external_node_path_.join)(into, path)));
    },
};
/** Wrapper scripts are taken from the project when it has them: they fix the version of the tool. */
function programOf(entries, wrapper, program, { platform }) {
    if (platform === 'win32') {
        const script = wrapper === 'mvnw' ? 'mvnw.cmd' : 'gradlew.bat';
        return entries.includes(script) ? `.\\${script}` : program;
    }
    return entries.includes(wrapper) ? `./${wrapper}` : program;
}
function mavenBuild(entries, into, host) {
    return {
        name: 'mvn deploy',
        program: programOf(entries, 'mvnw', 'mvn', host),
        args: [
            '--batch-mode',
            '--no-transfer-progress',
            // Tests belong to the build before; packing again must not run them a second time.
            '-DskipTests',
            // The three-part form is read by deploy plugin 2.x and 3.x; the two-part form only by 3.x.
            `-DaltDeploymentRepository=codeartifact-ci::default::${(0,external_node_url_.pathToFileURL)(into).href}`,
            'deploy',
        ],
        emptyRemedy: 'Check `maven.deploy.skip` and plugins that replace the deploy phase, or give built files instead.',
    };
}
function gradleBuild(entries, into, host) {
    return {
        name: 'gradle publishToMavenLocal',
        program: programOf(entries, 'gradlew', 'gradle', host),
        args: ['--console=plain', '--quiet', `-Dmaven.repo.local=${into}`, 'publishToMavenLocal'],
        emptyRemedy: 'Apply the `maven-publish` plugin and declare a publication, or give built files instead.',
    };
}
const TAIL_LINES = 15;
function failure(name, directory, { status, stdout, stderr }) {
    if (status === 127)
        return new registry_error/* RegistryError */.gl('CA-FILE-004', `${name} cannot pack ${directory}: the program was not found`);
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trimEnd());
    const errors = lines.filter((line) => line.startsWith('[ERROR]') || line.startsWith('* What went wrong'));
    const shown = (errors.length > 0 ? errors : lines.filter((line) => line !== '').slice(-TAIL_LINES)).slice(0, TAIL_LINES);
    return new registry_error/* RegistryError */.gl('CA-FILE-004', `${name} failed in ${directory} with status ${status}\n${shown.join('\n')}`);
}

// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
;// CONCATENATED MODULE: ./lib/formats/shared/upload-answer.js
// What the wire formats share when they send files: credentials, the meaning of a status, and what is said when no
// answer came. The conversations themselves are each format's own.


/** Basic credentials as the user guide sets them for pip, Maven and NuGet: user `aws`, password the token. */
function basicCredentials(token) {
    return `Basic ${Buffer.from(`aws:${token.reveal()}`).toString('base64')}`;
}
/** The endpoint with the slash that paths are appended to. */
function baseAddress(endpoint) {
    return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
}
/**
 * Sends one upload with credentials and judges the answer. `what` names it in messages. A connection that ends without
 * an answer once bytes were asked for is `uncertain`; before that the transport's own error stands.
 */
async function sendUpload(target, request, what) {
    const { body } = request;
    let isBegun = typeof body !== 'function';
    const watched = typeof body === 'function'
        ? () => {
            isBegun = true;
            return body();
        }
        : body;
    try {
        const headers = { authorization: basicCredentials(target.token), ...request.headers };
        return await judgeAnswer(await target.http({ ...request, headers, body: watched }), target.token);
    }
    catch (error) {
        if (isBegun && error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-NET-003') {
            return { kind: 'uncertain', detail: `no answer to the upload of ${what}: ${error.message}` };
        }
        throw error;
    }
}
/** 2xx accepted, 409 exists, 429 throttled, 401 unauthorized, 5xx unavailable; anything else is refused. */
async function judgeAnswer(response, token) {
    const { status } = response;
    if (status >= 200 && status < 300) {
        await response.discard();
        return { kind: 'accepted' };
    }
    const detail = await explainAnswer(response, token);
    if (status === 401)
        return { kind: 'unauthorized', detail };
    if (status === 409)
        return { kind: 'exists', detail };
    if (status === 429)
        return { kind: 'throttled', retryAfterMs: retryAfter(response.headers['retry-after']) };
    if (status >= 500)
        return { kind: 'unavailable', status, detail };
    return { kind: 'refused', status, detail };
}
const BODY_LIMIT = 16 * 1024;
const DETAIL_LENGTH = 500;
/** Status, reason phrase and what a plain or JSON body adds; one line, never the token. */
async function explainAnswer(response, token) {
    const body = await (0,http/* readBody */.x)(response, BODY_LIMIT).catch(() => Buffer.alloc(0));
    const isText = !/html/i.test(response.headers['content-type'] ?? '');
    const words = isText ? oneLine(body.toString('utf8')) : '';
    const reason = oneLine(response.reason);
    const text = `${response.status} ${reason}${words !== '' && words !== reason ? `: ${words}` : ''}`;
    return text.split(token.reveal()).join('***').slice(0, DETAIL_LENGTH);
}
const oneLine = (text) => text.replace(/[\p{C}\s]+/gu, ' ').trim();
/** Seconds, as throttling answers give it; dates are not sent by the service and count as unknown. */
function retryAfter(header) {
    return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined;
}

;// CONCATENATED MODULE: ./lib/formats/maven/version-list.js
// The client's reading and merging of maven-metadata.xml: what the registry serves, plus the version just uploaded.
// The document is rebuilt from what is known, so nothing a stranger put into it is passed on.


/** Metadata of artifacts with ten thousand versions is about 1 MB. */
const METADATA_LIMIT = 16 * 1024 * 1024;
/** `yyyyMMddHHmmss` in UTC, as `lastUpdated` is written. */
function stamp(milliseconds) {
    return new Date(milliseconds).toISOString().replace(/\D/g, '').slice(0, 14);
}
/** `g/a/maven-metadata.xml` with `version` in it; order of the served list is kept, as `mvn deploy` keeps it. */
function withVersion(served, { namespace, name }, version, now) {
    const versioning = versioningOf(served);
    const versions = findAll(versioning, 'versions', 'version').map(({ text }) => text);
    if (!versions.includes(version))
        versions.push(version);
    const release = isSnapshot(version) ? textAt(versioning, 'release') : version;
    return version_list_document([
        `<groupId>${escapeXml(namespace)}</groupId>`,
        `<artifactId>${escapeXml(name)}</artifactId>`,
        '<versioning>',
        `  <latest>${escapeXml(version)}</latest>`,
        ...(release === undefined ? [] : [`  <release>${escapeXml(release)}</release>`]),
        '  <versions>',
        ...versions.map((each) => `    <version>${escapeXml(each)}</version>`),
        '  </versions>',
        `  <lastUpdated>${stamp(now)}</lastUpdated>`,
        '</versioning>',
    ]);
}
/** Versions a served list names. */
function listedVersions(served) {
    return findAll(versioningOf(served), 'versions', 'version').map(({ text }) => text);
}
/** `g/a/1.0-SNAPSHOT/maven-metadata.xml` naming the assets of one build; it replaces the list of the build before. */
function snapshotList({ namespace, name, version }, build, assetNames) {
    const value = `${version.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
    const updated = build.timestamp.replace('.', '');
    return version_list_document([
        `<groupId>${escapeXml(namespace)}</groupId>`,
        `<artifactId>${escapeXml(name)}</artifactId>`,
        `<version>${escapeXml(version)}</version>`,
        '<versioning>',
        '  <snapshot>',
        `    <timestamp>${build.timestamp}</timestamp>`,
        `    <buildNumber>${build.buildNumber}</buildNumber>`,
        '  </snapshot>',
        `  <lastUpdated>${updated}</lastUpdated>`,
        '  <snapshotVersions>',
        ...assetNames.flatMap((asset) => snapshotVersion(asset.slice(`${name}-${value}`.length), value, updated)),
        '  </snapshotVersions>',
        '</versioning>',
    ]);
}
function snapshotVersion(suffix, value, updated) {
    const parts = parseSuffix(suffix);
    if (!parts)
        return [];
    return [
        '    <snapshotVersion>',
        ...(parts.classifier === undefined ? [] : [`      <classifier>${escapeXml(parts.classifier)}</classifier>`]),
        `      <extension>${escapeXml(parts.extension)}</extension>`,
        `      <value>${escapeXml(value)}</value>`,
        `      <updated>${updated}</updated>`,
        '    </snapshotVersion>',
    ];
}
/** Group-level metadata with one plugin more: how `mvn prefix:goal` finds it. */
function withPlugin(served, plugin) {
    const known = findAll(served === undefined ? undefined : root(served), 'plugins', 'plugin')
        .map((each) => ({
        name: textAt(each, 'name') ?? '',
        prefix: textAt(each, 'prefix') ?? '',
        artifactId: textAt(each, 'artifactId') ?? '',
    }))
        .filter(({ prefix, artifactId }) => prefix !== '' && artifactId !== '' && artifactId !== plugin.artifactId);
    return version_list_document([
        '<plugins>',
        ...[...known, plugin].flatMap(({ name, prefix, artifactId }) => [
            '  <plugin>',
            `    <name>${escapeXml(name)}</name>`,
            `    <prefix>${escapeXml(prefix)}</prefix>`,
            `    <artifactId>${escapeXml(artifactId)}</artifactId>`,
            '  </plugin>',
        ]),
        '</plugins>',
    ]);
}
function version_list_document(lines) {
    const inner = lines.map((line) => `  ${line}\n`).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata>\n${inner}</metadata>\n`;
}
function versioningOf(served) {
    return served === undefined ? undefined : root(served)?.children.find(({ name }) => name === 'versioning');
}
/** Unreadable metadata counts as none: the registry keeps its own list and adds ours to it. */
function root(served) {
    try {
        return parseXml(served, METADATA_LIMIT);
    }
    catch (error) {
        if (error instanceof XmlRefusal)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/formats/maven/publish.js
// The upload conversation, from the client's side:
//
//   PUT g/a/v/<asset>                each missing file, three at a time; the POM after all others
//   PUT g/a/v/<asset>.sha256         the service compares it: 400 when the bytes were changed on the way
//   GET g/a/maven-metadata.xml       404 for the first version
//   PUT g/a/maven-metadata.xml       the list with this version in it: Unfinished becomes Published
//
// Before the first PUT the version does not exist, until the last one it is Unfinished and no build sees it; stopping
// anywhere between and starting over is harmless, since identical bytes are accepted again. For `1.0-SNAPSHOT` the files
// carry a timestamp, and PUT g/a/1.0-SNAPSHOT/maven-metadata.xml comes before the artifact's list. A Maven plugin is
// also written into the list of its group.
// User guide: maven-curl, maven-checksums, maven-snapshots. Maven 3.9 sends five files at a time and draws 429
// (maven-troubleshooting), hence three.





const PARALLEL = 3;
/** Stops at the first answer that is not an acceptance, after the uploads in hand have ended. */
async function publish_upload(publication, missing, target) {
    const isPom = ({ assetName }) => assetName.endsWith('.pom');
    const files = await inParallel(missing.filter((artifact) => !isPom(artifact)), (artifact) => putArtifact(publication, artifact, target));
    if (files.kind !== 'accepted')
        return files;
    const poms = await inParallel(missing.filter(isPom), (artifact) => putArtifact(publication, artifact, target));
    return poms.kind === 'accepted' && target.unfinished !== true ? publish_finish(publication, target) : poms;
}
async function inParallel(artifacts, put) {
    const queue = [...artifacts];
    let result = { kind: 'accepted' };
    const lane = async () => {
        for (let next = queue.shift(); next && result.kind === 'accepted'; next = queue.shift()) {
            const answer = await put(next);
            if (answer.kind !== 'accepted' && result.kind === 'accepted')
                result = answer;
        }
    };
    const lanes = await Promise.allSettled(Array.from({ length: PARALLEL }, lane));
    const failed = lanes.find((each) => each.status === 'rejected');
    if (failed)
        throw failed.reason;
    return result;
}
async function putArtifact(publication, artifact, target) {
    const url = addressOf(target, pathOf(publication, directoryOf(publication), artifact.assetName));
    const { path, size, digests, assetName } = artifact;
    const sent = await sendUpload(target, {
        method: 'PUT',
        url,
        headers: { 'content-length': String(size), 'content-type': contentType(assetName) },
        body: () => target.files.open(path),
    }, assetName);
    if (sent.kind !== 'accepted')
        return sent;
    return putText(`${url}.sha256`, digests['SHA-256'], 'text/plain', target);
}
/** Builds of a snapshot are versions of their own, and lie together in the folder of the snapshot. */
function directoryOf({ version }) {
    return snapshotOfBuild(version) ?? version;
}
function contentType(assetName) {
    return assetName.endsWith('.pom') ? 'application/xml' : 'application/octet-stream';
}
/** The lists that make an uploaded version visible. Writing them again changes nothing. */
async function publish_finish(publication, target) {
    const { build, plugin } = publication.metadata;
    const coordinates = { namespace: publication.namespace ?? '', name: publication.name };
    const directory = directoryOf(publication);
    if (build) {
        const url = addressOf(target, pathOf(publication, directory, METADATA_FILE));
        const names = publication.artifacts.map(({ assetName }) => assetName);
        const list = snapshotList({ ...coordinates, version: directory }, build, names);
        const put = await putText(url, list, 'application/xml', target);
        if (put.kind !== 'accepted')
            return put;
    }
    const merged = await mergeList(addressOf(target, pathOf(publication, METADATA_FILE)), target, (served, now) => withVersion(served, coordinates, directory, now));
    if (merged.kind !== 'accepted' || !plugin)
        return merged;
    const [, ...above] = coordinates.namespace.split('.').reverse();
    const group = mavenReference(above.reverse().join('.'), coordinates.namespace.split('.').at(-1) ?? '');
    return mergeList(addressOf(target, pathOf(group, METADATA_FILE)), target, (served) => withPlugin(served, { ...plugin, artifactId: publication.name }));
}
/** The versions the repository lists, upstreams and public sources included; undefined when it knows none. */
async function visibleVersions(ref, target) {
    const url = addressOf(target, pathOf(ref, METADATA_FILE));
    const answer = await getFollowing(url, target);
    if (answer.status === 200)
        return listedVersions((await readList(answer, url)).toString('utf8'));
    await answer.discard();
    if (answer.status === 404)
        return undefined;
    const code = answer.status === 401 ? 'CA-AUTH-005' : answer.status === 403 ? 'CA-AUTH-003' : undefined;
    const busy = answer.status === 429 ? 'CA-NET-001' : answer.status >= 500 ? 'CA-NET-002' : 'CA-NET-004';
    throw new registry_error/* RegistryError */.gl(code ?? busy, `GET ${url} answered ${answer.status} ${answer.reason}`);
}
/** Reads a list, lets `change` write the new one, and puts it back. The registry's own clock dates the change. */
async function mergeList(url, target, change) {
    const answer = await getFollowing(url, target);
    const now = Date.parse(answer.headers.date ?? '') || Date.now();
    if (answer.status === 404) {
        await answer.discard();
        return putText(url, change(undefined, now), 'application/xml', target);
    }
    if (answer.status !== 200)
        return judgeAnswer(answer, target.token);
    const served = (await readList(answer, url)).toString('utf8');
    return putText(url, change(served, now), 'application/xml', target);
}
async function readList(answer, url) {
    try {
        return await (0,http/* readBody */.x)(answer, METADATA_LIMIT);
    }
    catch (cause) {
        if (!(cause instanceof RangeError))
            throw cause;
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} answered more than ${METADATA_LIMIT} bytes`, { cause });
    }
}
const REDIRECTS = 3;
/** Reads may be redirected to storage; the token is for the registry's own host and is not sent on. */
async function getFollowing(url, target) {
    let at = new URL(url);
    for (let hops = 0;; hops++) {
        const isHome = at.origin === new URL(url).origin;
        const headers = isHome ? { authorization: basicCredentials(target.token) } : {};
        const answer = await target.http({ method: 'GET', url: at.href, headers });
        const { location } = answer.headers;
        if (answer.status < 300 || answer.status >= 400 || location === undefined || hops >= REDIRECTS)
            return answer;
        await answer.discard();
        if (!URL.canParse(location, at.href))
            throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} was redirected to no address`);
        at = new URL(location, at);
    }
}
function putText(url, text, type, target) {
    const what = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
    return sendUpload(target, { method: 'PUT', url, headers: { 'content-type': type }, body: text }, what);
}
function addressOf(target, path) {
    return baseAddress(target.endpoint) + path;
}

;// CONCATENATED MODULE: ./lib/formats/maven/format.js






const maven = {
    name: 'maven',
    namespace: 'required',
    notes: 'Maven and Gradle builds; snapshots as timestamped builds; Unfinished until the version list names the version',
    coordinates: maven_coordinates_coordinates,
    tools: maven_configure/* tools */.Y,
    publishing: {
        derivedAssets: ['maven-metadata.xml'],
        members: members,
        patterns: patterns,
        gather: artifact_gather,
        project: project,
        upload: publish_upload,
        finish: publish_finish,
        visibleVersions: visibleVersions,
    },
};

// EXTERNAL MODULE: ./node_modules/semver/functions/clean.js
var clean = __webpack_require__(1799);
// EXTERNAL MODULE: ./node_modules/semver/functions/compare-build.js
var compare_build = __webpack_require__(7648);
// EXTERNAL MODULE: ./node_modules/semver/functions/parse.js
var functions_parse = __webpack_require__(6353);
// EXTERNAL MODULE: ./node_modules/semver/functions/satisfies.js
var functions_satisfies = __webpack_require__(8011);
// EXTERNAL MODULE: ./node_modules/semver/ranges/valid.js
var valid = __webpack_require__(4737);
;// CONCATENATED MODULE: ./lib/formats/npm/coordinates.js
// Names of npm packages: parse, normalise, print. The service compares them case-sensitively and keeps the scope
// apart, without its `@`, as the namespace.





/** The one asset of every npm version, as the service lists it. */
const ASSET = 'package.tgz';
/** `@scope/name` or `name`, as package.json and package managers write it. */
function fullName(reference) {
    return reference.namespace ? `@${reference.namespace}/${reference.name}` : reference.name;
}
/** The name as one path segment; npm, Yarn and Bun escape the slash in lower case, the `@` stays. */
function escapedName(reference) {
    const name = encodeURIComponent(reference.name);
    return reference.namespace ? `@${encodeURIComponent(reference.namespace)}%2f${name}` : name;
}
/** Takes `@scope/name` apart; undefined when it is neither that nor a plain name. Says nothing of its characters. */
function parseFullName(text) {
    const match = /^(?:@([^/@]+)\/)?([^/@][^/]*)$/.exec(text);
    if (match === null)
        return undefined;
    const [, namespace, name = ''] = match;
    return { format: 'npm', name, ...(namespace === undefined ? {} : { namespace }) };
}
/** `name-version.tgz`, without the scope: Yarn Berry keeps a lock file free of addresses only for this form. */
function tarballName(reference, version) {
    return `${reference.name}-${version}.tgz`;
}
/** Reserved as paths of the registry or by Node itself. */
const RESERVED = new Set(['node_modules', 'favicon.ico', '-']);
function coordinates_partProblems(part, what) {
    const problems = [];
    if (part === '')
        problems.push(`the ${what} is empty`);
    if (part.length > 214)
        problems.push(`the ${what} is longer than 214 characters`);
    if (/^[._]/.test(part))
        problems.push(`the ${what} begins with \`.\` or \`_\``);
    if (!/^[A-Za-z0-9\-._~!'()*]*$/.test(part))
        problems.push(`the ${what} has characters that npm does not allow in it`);
    if (RESERVED.has(part.toLowerCase()))
        problems.push(`\`${part}\` is reserved`);
    return problems;
}
/**
 * A version as npm publishes it: `npm publish` runs the same cleaning over package.json.
 *
 * | written        | result    |
 * | -------------- | --------- |
 * | `v1.2.3`       | `1.2.3`   |
 * | ` =1.2.3 `     | `1.2.3`   |
 * | `1.2.3+build`  | `1.2.3`   |
 * | `1.2`          | `1.2` (and a problem) |
 */
function normaliseVersion(version) {
    return version.length > 256 ? version : (clean(version, { loose: true }) ?? version);
}
const npm_coordinates_coordinates = {
    normaliseName: (name) => name,
    normaliseVersion,
    problems({ namespace, name, version }) {
        return [
            ...(namespace === undefined ? [] : coordinates_partProblems(namespace, 'scope')),
            ...coordinates_partProblems(name, 'name'),
            ...(version === undefined || isVersion(version) ? [] : ['the version is not a semantic version']),
        ];
    },
    compareVersions(a, b) {
        const [left, right] = [functions_parse(a, { loose: true }), functions_parse(b, { loose: true })];
        if (left && right)
            return compare_build(left, right);
        return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
    },
    satisfies(version, requirement) {
        const range = valid(requirement, { loose: true });
        // Tags (`latest`), addresses and `workspace:` say nothing about versions.
        if (range === null)
            return undefined;
        return functions_satisfies(version, range, { loose: true });
    },
};
/** Whether the service may hold it as it stands: a semantic version in npm's own, cleaned spelling. */
function isVersion(version) {
    return version.length <= 256 && functions_parse(version) !== null && !/^[v=\s]|\s$/.test(version);
}
/** A dist-tag must not read as a version range (`1.x`, `x`), or `npm install name@tag` would mean the range. */
function isTag(tag) {
    return /^[^\s/@%#?\\]{1,214}$/.test(tag) && tag !== '__proto__' && valid(tag) === null;
}
/** Where npm puts a version nobody gave a tag: `latest`, and for a prerelease its first label (`2.0.0-rc.1` → `rc`). */
function defaultTag(version) {
    const prerelease = functions_parse(version, { loose: true })?.prerelease ?? [];
    if (prerelease.length === 0)
        return 'latest';
    const label = String(prerelease[0]);
    // A number alone would be a range, and a prerelease must not take `latest` because its label says so.
    return isTag(label) && label !== 'latest' ? label : 'next';
}

;// CONCATENATED MODULE: ./lib/formats/npm/manifest.js
// package.json as `npm publish` would send it: checked, and normalised only where clients rely on the publisher.

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function readManifest(text, root) {
    const refused = (reason) => ({ kind: 'refused', reason });
    let parsed;
    try {
        // npm accepts a byte order mark, JSON.parse does not.
        parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
        JSON.stringify(parsed);
    }
    catch {
        return refused('its package.json is not valid JSON');
    }
    if (!isObject(parsed))
        return refused('its package.json is not an object');
    if (typeof parsed.name !== 'string' || typeof parsed.version !== 'string') {
        return refused('its package.json has no name or no version');
    }
    const reference = parseFullName(parsed.name);
    if (reference === undefined)
        return refused('its package.json has no valid name');
    const version = npm_coordinates_coordinates.normaliseVersion(parsed.version);
    const problems = npm_coordinates_coordinates.problems({ ...reference, version });
    if (problems.length > 0 || !isVersion(version))
        return refused(`its package.json is not publishable: ${problems.join(', ')}`);
    if (parsed.private === true)
        return { kind: 'private' };
    const manifest = normalise(parsed, fullName(reference), version, root);
    return { kind: 'manifest', manifest, namespace: reference.namespace, name: reference.name, version };
}
function normalise(parsed, name, version, root) {
    const manifest = { ...parsed, name, version, _id: `${name}@${version}` };
    // npm runs node-gyp for packages with binding.gyp; installers look only at the scripts of the registry's manifest.
    const scripts = isObject(parsed.scripts) ? parsed.scripts : {};
    if (root.names.has('binding.gyp') &&
        parsed.gypfile !== false &&
        !('install' in scripts) &&
        !('preinstall' in scripts)) {
        manifest.scripts = { ...scripts, install: 'node-gyp rebuild' };
        manifest.gypfile = true;
    }
    if (typeof parsed.bin === 'string')
        manifest.bin = { [name.replace(/^@[^/]+\//, '')]: parsed.bin };
    const bundled = parsed.bundleDependencies ?? parsed.bundledDependencies;
    delete manifest.bundledDependencies;
    if (bundled === true)
        manifest.bundleDependencies = Object.keys(isObject(parsed.dependencies) ? parsed.dependencies : {});
    else if (Array.isArray(bundled))
        manifest.bundleDependencies = bundled;
    if (root.readme !== undefined && typeof parsed.readme !== 'string') {
        manifest.readme = root.readme.text;
        manifest.readmeFilename = root.readme.name;
    }
    manifest._hasShrinkwrap = root.names.has('npm-shrinkwrap.json');
    return manifest;
}
const KINDS = [
    ['dependencies', 'regular'],
    ['devDependencies', 'dev'],
    ['peerDependencies', 'peer'],
    ['optionalDependencies', 'optional'],
];
/** Requirements that no registry can meet: other protocols than a version, a tag or an alias. */
const ELSEWHERE = /^(?:git[+:]|git@|github:|gitlab:|bitbucket:|gist:|https?:|file:|link:|portal:|patch:|\.{0,2}\/|~\/|[^@/\s]+\/[^/\s]+$)/;
/** Requirements only a workspace understands; they break every consumer once published. */
const WORKSPACE = /^(?:workspace|catalog|file|link|portal):/;
/** Dependencies as the service lists them; an npm optional dependency may also stand among the regular ones. */
function manifest_dependenciesOf(manifest) {
    const found = [];
    const optional = isObject(manifest.optionalDependencies) ? manifest.optionalDependencies : {};
    const peerMeta = isObject(manifest.peerDependenciesMeta) ? manifest.peerDependenciesMeta : {};
    for (const [field, kind] of KINDS) {
        const group = manifest[field];
        if (!isObject(group))
            continue;
        for (const [alias, requirement] of Object.entries(group)) {
            if (typeof requirement !== 'string' || (field === 'dependencies' && alias in optional))
                continue;
            const target = targetOf(alias, requirement);
            const meta = peerMeta[alias];
            const type = kind === 'peer' && isObject(meta) && meta.optional === true ? 'optional' : kind;
            if (target !== undefined)
                found.push({ ...target, type });
        }
    }
    return found;
}
/**
 * | written                      | is                        |
 * | ---------------------------- | ------------------------- |
 * | `"a": "^1"`                  | a ^1                      |
 * | `"a": "npm:@acme/b@^2"`      | @acme/b ^2                |
 * | `"a": "workspace:^1"`        | a ^1 (will not install)   |
 * | `"a": "git+ssh://…"`, `"user/repo"` | nothing of a registry |
 */
function targetOf(alias, requirement) {
    let name = alias;
    let range = requirement.trim().replace(/^workspace:/, '');
    if (range.startsWith('npm:')) {
        const at = range.lastIndexOf('@');
        name = at > 4 ? range.slice(4, at) : range.slice(4);
        range = at > 4 ? range.slice(at + 1) : '';
    }
    if (ELSEWHERE.test(range) || WORKSPACE.test(range))
        return undefined;
    const reference = parseFullName(name);
    if (reference === undefined)
        return undefined;
    const isAny = range === '' || range === '*' || range === 'latest';
    return { name: reference.name, namespace: reference.namespace, requirement: isAny ? '' : range };
}
/** Dependencies that consumers cannot install, as `name (requirement)`; development ones do not matter to them. */
function unpublishable(manifest) {
    return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((field) => {
        const group = manifest[field];
        if (!isObject(group))
            return [];
        return Object.entries(group)
            .filter(([, requirement]) => typeof requirement === 'string' && WORKSPACE.test(requirement))
            .map(([name, requirement]) => `${name} (${requirement})`);
    });
}

;// CONCATENATED MODULE: ./lib/formats/npm/artifact.js




/** Sdists (`.tar.gz`) may carry a package.json too, so the other spelling is looked at only when named. */
const PATTERNS = ['**/*.tgz'];
const MANIFEST_BYTES = 2 * 1024 * 1024;
/** The service does not process package details beyond 400 KB (DescribePackageVersion). */
const README_BYTES = 256 * 1024;
/** Tarballs among `paths`, one publication each; several packages of a workspace are several publications. */
async function npm_artifact_gather(paths, host) {
    const publications = new Map();
    const verdicts = [];
    for (const path of paths) {
        const reading = await readTarball(path, host);
        if (reading.verdict !== 'taken') {
            verdicts.push({ path, ...reading });
            continue;
        }
        const { publication } = reading;
        const label = `${fullName(publication)}@${publication.version}`;
        const known = publications.get(label);
        if (known === undefined) {
            publications.set(label, publication);
            verdicts.push({ path, verdict: 'taken', reason: label });
            warnOfWorkspaces(label, publication, host);
        }
        else {
            const isSame = artifact_digestOf(known) === artifact_digestOf(publication);
            const other = known.artifacts[0]?.path ?? '';
            verdicts.push(isSame
                ? { path, verdict: 'left', reason: `the same bytes as ${other}` }
                : { path, verdict: 'refused', reason: `another file for ${label} than ${other}` });
        }
    }
    return { publications: [...publications.values()], verdicts };
}
const artifact_digestOf = (publication) => publication.artifacts[0]?.digests['SHA-512'];
function warnOfWorkspaces(label, publication, host) {
    const broken = unpublishable(publication.metadata.manifest);
    if (broken.length === 0)
        return;
    host.log.warning(`${label} needs ${broken.join(', ')}, which nobody outside its workspace can install; pack it with its own package manager`);
}
async function readTarball(path, host) {
    const stat = await host.files.stat(path);
    if (stat?.kind !== 'file')
        return { verdict: 'left', reason: stat === undefined ? 'it does not exist' : 'it is not a file' };
    if (!(await isGzip(path, host))) {
        return /\.tgz$/i.test(path)
            ? { verdict: 'refused', reason: 'it is not a gzipped tar, which an npm tarball must be' }
            : { verdict: 'left', reason: 'it is not a gzipped tar' };
    }
    const contents = new TarballContents();
    const digesting = new DigestingStream();
    try {
        await readTarGz(digesting.through(host.files.open(path)), (member) => contents.visit(member));
    }
    catch (error) {
        if (!(error instanceof ArchiveRefusal))
            throw error;
        // A damaged archive that never showed a package.json may belong to another format, which will say so itself.
        const isOurs = contents.manifestText !== undefined || /\.tgz$/i.test(path);
        return { verdict: isOurs ? 'refused' : 'left', reason: error.message };
    }
    return assemble(contents, { path, assetName: ASSET, ...digesting.result() });
}
function assemble(contents, artifact) {
    if (contents.manifestText === undefined)
        return { verdict: 'left', reason: 'it holds no package.json in its top folder' };
    if (contents.names.has('PKG-INFO'))
        return { verdict: 'left', reason: 'it is a Python source distribution' };
    const reading = readManifest(contents.manifestText, contents);
    if (reading.kind === 'private')
        return { verdict: 'left', reason: 'its package.json says `"private": true`' };
    if (reading.kind === 'refused')
        return { verdict: 'refused', reason: reading.reason };
    const { manifest, namespace, name, version } = reading;
    const metadata = { manifest };
    const reference = { format: 'npm', namespace, name, version };
    const dependencies = manifest_dependenciesOf(manifest);
    return { verdict: 'taken', publication: { ...reference, artifacts: [artifact], dependencies, metadata } };
}
async function isGzip(path, host) {
    const head = [];
    for await (const chunk of host.files.open(path, { start: 0, end: 2 }))
        head.push(...chunk);
    return head[0] === 0x1f && head[1] === 0x8b;
}
/** Collects what matters of a tarball; npm strips the first folder whatever it is called (`package` by custom). */
class TarballContents {
    manifestText;
    names = new Set();
    readme;
    async visit(member) {
        const [, name, deeper] = member.path.split('/');
        if (name === undefined || deeper !== undefined)
            return;
        if (this.names.size < 10_000)
            this.names.add(name);
        if (name === 'package.json')
            await this.#takeManifest(member);
        else if (/^readme(\.(md|markdown))?$/i.test(name) && member.kind === 'file')
            await this.#takeReadme(name, member);
    }
    /** Registries read the first of two manifests and installers the last: a known way to show one and install another. */
    async #takeManifest(member) {
        if (member.kind !== 'file')
            throw new ArchiveRefusal('its package.json is not a file');
        const text = (await member.read(MANIFEST_BYTES)).toString('utf8');
        if (this.manifestText !== undefined && this.manifestText !== text) {
            throw new ArchiveRefusal('it holds two different package.json');
        }
        this.manifestText = text;
    }
    async #takeReadme(name, member) {
        if (member.size > README_BYTES || (this.readme !== undefined && !/\.md$/i.test(name)))
            return;
        this.readme = { name, text: (await member.read(README_BYTES)).toString('utf8') };
    }
}
/** The tag its author means when nobody names one: `publishConfig.tag`, else what npm would choose. */
function publishTag(manifest) {
    const config = isObject(manifest.publishConfig) ? manifest.publishConfig : {};
    return typeof config.tag === 'string' && config.tag !== '' ? config.tag : undefined;
}

// EXTERNAL MODULE: ./lib/formats/npm/configure.js
var npm_configure = __webpack_require__(1506);
;// CONCATENATED MODULE: ./lib/formats/npm/project.js
// Packs a project directory, or every package of a workspace, with the package manager the project itself uses: only
// pnpm, Yarn and Bun replace `workspace:` and `catalog:` requirements by the versions that consumers can install.



function recognises(entries) {
    return entries.includes('package.json');
}
const hasWorkspaces = ({ manifest }) => manifest.workspaces !== undefined;
/** A private root is the usual shape of a monorepo; packing it too would only produce a file to leave. */
const isPrivate = ({ manifest }) => manifest.private === true;
const project_named = (project, program) => typeof project.manifest.packageManager === 'string' && project.manifest.packageManager.startsWith(`${program}@`);
/** First match wins; npm is for everything else. A `packageManager` field beats lock files left by somebody else. */
const PACKERS = [
    {
        program: 'pnpm',
        uses: (project) => project_named(project, 'pnpm') || (!declares(project) && has(project, 'pnpm-lock.yaml', 'pnpm-workspace.yaml')),
        commands: (project, into) => has(project, 'pnpm-workspace.yaml')
            ? [['-r', ...(isPrivate(project) ? ['--filter', '!.'] : []), 'pack', '--pack-destination', into]]
            : [['pack', '--pack-destination', into]],
    },
    {
        program: 'yarn',
        // Yarn 1 has no way to pack all workspaces and leaves `workspace:` alone, so npm serves those projects as well.
        uses: (project) => (project_named(project, 'yarn') && !/^yarn@[01]\./.test(String(project.manifest.packageManager))) ||
            (!declares(project) && has(project, '.yarnrc.yml')),
        commands: (project, into) => {
            const out = `${into}/%s-%v.tgz`;
            return hasWorkspaces(project)
                ? [['workspaces', 'foreach', '--all', '--no-private', 'pack', '--out', out]]
                : [['pack', '--out', out]];
        },
    },
    {
        program: 'bun',
        uses: (project) => (project_named(project, 'bun') || (!declares(project) && has(project, 'bun.lock', 'bun.lockb'))) &&
            !hasWorkspaces(project),
        commands: (_, into) => [['pm', 'pack', '--destination', into]],
    },
    {
        program: 'npm',
        uses: () => true,
        commands: (project, into) => {
            const pack = ['pack', '--json', '--pack-destination', into];
            if (!hasWorkspaces(project))
                return [pack];
            return [[...pack, '--workspaces', ...(isPrivate(project) ? [] : ['--include-workspace-root'])]];
        },
    },
];
const declares = (project) => typeof project.manifest.packageManager === 'string';
const has = (project, ...names) => names.some((name) => project.entries.includes(name));
/**
 * Resolves to the tarballs, in a folder of their own below `into` (two projects may pack files of one name).
 * @throws RegistryError CA-FILE-004 when the package manager is missing, fails, or makes no file.
 */
async function pack(directory, into, host) {
    const path = host.platform === 'win32' ? external_node_path_.win32 : external_node_path_.posix;
    const project = await readProject(directory, path.join(directory, 'package.json'), host);
    const packer = PACKERS.find((candidate) => candidate.uses(project));
    await host.files.makeDirectory(into);
    const folder = path.resolve(host.workingDirectory, into, `npm-${(await host.files.list(into)).length}`);
    await host.files.makeDirectory(folder);
    for (const args of packer.commands(project, folder)) {
        const result = await host.run(packer.program, args, { cwd: directory });
        if (result.status !== 0)
            throw project_failure(`${packer.program} ${args[0]} failed in ${directory}: ${lastWords(packer.program, result)}`);
    }
    const built = (await host.files.list(folder)).filter((name) => name.endsWith('.tgz'));
    if (built.length === 0)
        throw project_failure(`${packer.program} made no tarball in ${directory}`);
    return built.sort().map((name) => path.join(folder, name));
}
async function readProject(directory, file, host) {
    const entries = await host.files.list(directory);
    try {
        const manifest = JSON.parse(((await host.files.readText(file)) ?? '').replace(/^\uFEFF/, ''));
        if (isObject(manifest))
            return { directory, manifest, entries };
    }
    catch {
        // Said below, in one way for every kind of unreadable file.
    }
    throw project_failure(`${file} cannot be read as a package.json`);
}
const project_failure = (message) => new registry_error/* RegistryError */.gl('CA-FILE-004', message);
function lastWords(program, result) {
    if (result.status === 127)
        return `${program} was not found`;
    const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
    return `exit status ${result.status}; ${lines
        .filter((line) => line !== '')
        .slice(-5)
        .join(' | ')
        .slice(0, 600)}`;
}

;// CONCATENATED MODULE: ./lib/formats/npm/publish.js
// The npm conversation from the client's side, relative to the repository endpoint, always with a Bearer token:
//
//   PUT    NAME                            one document: manifest, dist-tag, tarball in base64 → 200 or 201
//                                          409 when the version is there with other bytes or reachable upstream
//   GET    -/package/NAME/dist-tags        {"latest":"1.0.0"}, 404 for an unknown package
//   PUT    -/package/NAME/dist-tags/TAG    body "1.0.0", a JSON string
//   DELETE -/package/NAME/dist-tags/TAG
//   GET    NAME                            the packument; its keys under `versions` are what clients see
//
// NAME is `name` or `@scope%2fname`. The protocol is that of the public registry (npm/registry on GitHub, docs).





/** The service takes at most 2 GB a request, base64 and metadata included; not adjustable (user guide, packages). */
const REQUEST_LIMIT = 2 * 1024 ** 3;
/** The tag `upload` sets when the caller names none. */
function preferredTag(publication) {
    const configured = publishTag(publication.metadata.manifest);
    return configured ?? defaultTag(publication.version);
}
/** Puts the one tarball of a version; nothing but the attachment's current chunk is held in memory. */
async function npm_publish_upload(publication, missing, target) {
    const [artifact] = missing;
    if (artifact === undefined)
        return { kind: 'accepted' };
    const label = `${fullName(publication)}@${publication.version}`;
    const tag = target.npmTag ?? preferredTag(publication);
    if (!isTag(tag))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${label} cannot have the dist-tag ${JSON.stringify(tag)}: npm would read it as a version range`);
    const { head, tail } = publishDocument(publication, artifact, tag, baseAddress(target.endpoint));
    const length = head.length + Math.ceil(artifact.size / 3) * 4 + tail.length;
    if (length > REQUEST_LIMIT) {
        return {
            kind: 'refused',
            status: 413,
            detail: `the request would have ${length} bytes; the service takes ${REQUEST_LIMIT} for an npm package`,
        };
    }
    const body = new AttachmentBody(artifact, target, head, tail);
    const result = await sendUpload(target, {
        method: 'PUT',
        url: `${baseAddress(target.endpoint)}${escapedName(publication)}`,
        headers: {
            authorization: `Bearer ${target.token.reveal()}`,
            'content-type': 'application/json',
            'content-length': String(length),
            accept: 'application/json',
        },
        body: () => body.open(),
    }, label);
    if (body.problem !== undefined)
        throw body.problem;
    return result;
}
/** The document around the attachment, cut where the base64 text goes. Nothing in it is read from the tarball again. */
function publishDocument(publication, artifact, tag, base) {
    const { manifest } = publication.metadata;
    const name = fullName(publication);
    const { version } = publication;
    const file = tarballName(publication, version);
    const dist = {
        integrity: `sha512-${Buffer.from(artifact.digests['SHA-512'], 'hex').toString('base64')}`,
        shasum: artifact.digests['SHA-1'],
        tarball: `${base}${name}/-/${file}`,
    };
    const published = { ...manifest, _id: `${name}@${version}`, name, version, dist };
    const attachment = `${name}-${version}.tgz`;
    const whole = {
        _id: name,
        name,
        ...(typeof manifest.description === 'string' ? { description: manifest.description } : {}),
        'dist-tags': { [tag]: version },
        versions: { [version]: published },
        access: null,
        _attachments: { [attachment]: { content_type: 'application/octet-stream', data: '', length: artifact.size } },
    };
    const text = JSON.stringify(whole);
    // The attachment is the last member of the last member, so the last empty `data` is ours whatever a manifest holds.
    const marker = '"data":"';
    const cut = text.lastIndexOf(`${marker}","length":${artifact.size}}}}`) + marker.length;
    return { head: Buffer.from(text.slice(0, cut)), tail: Buffer.from(text.slice(cut)) };
}
/**
 * The request body, opened anew for every attempt. The bytes are digested again on the way out: a file that changed
 * since it was gathered breaks the connection before the document is complete, and nothing is published.
 */
class AttachmentBody {
    problem;
    #artifact;
    #files;
    #head;
    #tail;
    constructor(artifact, target, head, tail) {
        this.#artifact = artifact;
        this.#files = target.files;
        this.#head = head;
        this.#tail = tail;
    }
    async *open() {
        this.problem = undefined;
        const hash = (0,external_node_crypto_.createHash)('sha512');
        yield this.#head;
        yield* base64(this.#files.open(this.#artifact.path), (chunk) => hash.update(chunk));
        if (hash.digest('hex') !== this.#artifact.digests['SHA-512']) {
            this.problem = new registry_error/* RegistryError */.gl('CA-FILE-001', `${this.#artifact.path} changed while it was published; nothing was sent to its end`);
            throw this.problem;
        }
        yield this.#tail;
    }
}
/** Base64 without padding in the middle: whole groups of three bytes, the rest is carried over. */
async function* base64(source, see) {
    let carry = Buffer.alloc(0);
    for await (const chunk of source) {
        see(chunk);
        const bytes = carry.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([carry, chunk]);
        const whole = bytes.length - (bytes.length % 3);
        carry = Buffer.from(bytes.subarray(whole));
        if (whole > 0)
            yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    }
    if (carry.length > 0)
        yield Buffer.from(carry.toString('base64'), 'latin1');
}

;// CONCATENATED MODULE: ./lib/formats/shared/json-reader.js
// Pulls values out of a JSON text while it streams in, so that a document of any size costs only the values that are
// wanted: an npm publish document carries a whole tarball, a public packument hundreds of versions.
/** The text is not JSON, or a value in it is larger than its reader allows. */
class JsonRefusal extends Error {
    kind;
    constructor(kind, message) {
        super(message);
        this.name = 'JsonRefusal';
        this.kind = kind;
    }
}
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MAX_KEY_BYTES = 4096;
/** Deeper than any package document; `JSON.stringify` of a value nested without end would exhaust the stack. */
const MAX_DEPTH = 200;
class JsonReader {
    #source;
    #chunk = new Uint8Array(0);
    #at = 0;
    constructor(source) {
        this.#source = source[Symbol.asyncIterator]();
    }
    /**
     * Enters the object that comes next and gives its keys in order, repeated ones included. For each key, exactly one
     * of `members`, `value`, `text` or `skip` must be read to its end before the next key is asked for.
     */
    async *members() {
        await this.#expect(OPEN_BRACE, 'an object');
        if ((await this.#peek()) === CLOSE_BRACE) {
            this.#at += 1;
            return;
        }
        while (true) {
            if ((await this.#peek()) !== QUOTE)
                throw malformed('a key is missing');
            const key = await this.value(MAX_KEY_BYTES);
            await this.#expect(COLON, 'a colon');
            yield String(key);
            const next = await this.#peek();
            this.#at += 1;
            if (next === CLOSE_BRACE)
                return;
            if (next !== COMMA)
                throw malformed('a comma is missing');
        }
    }
    /** The value that comes next, parsed; refused when its text is longer than `limit` bytes. */
    async value(limit) {
        const parts = [];
        let size = 0;
        await this.#scan((part) => {
            size += part.length;
            if (size > limit)
                throw new JsonRefusal('too-large', `a value is larger than ${limit} bytes`);
            // A copy, as the source may use its chunk again.
            parts.push(Uint8Array.prototype.slice.call(part));
        });
        try {
            return JSON.parse(Buffer.concat(parts).toString('utf8'));
        }
        catch {
            throw malformed('a value is not JSON');
        }
    }
    async skip() {
        await this.#scan(() => undefined);
    }
    /** Whether the value that comes next is an object; others make `members` throw. */
    async isObject() {
        return (await this.#peek()) === OPEN_BRACE;
    }
    async isString() {
        return (await this.#peek()) === QUOTE;
    }
    /** The bytes of the string that comes next, between its quotes, with its escapes as written. */
    async *text() {
        await this.#expect(QUOTE, 'a string');
        let isEscaped = false;
        while (true) {
            const chunk = await this.#rest();
            // The first byte belongs to an escape that the last chunk began: it ends nothing and begins nothing.
            const from = isEscaped ? 1 : 0;
            const end = endOfString(chunk, from);
            if (end >= 0) {
                this.#at += end + 1;
                if (end > 0)
                    yield chunk.subarray(0, end);
                return;
            }
            isEscaped = backslashesBefore(chunk, chunk.length, from) % 2 === 1;
            this.#at += chunk.length;
            yield chunk;
        }
    }
    /** Refuses anything but white space after the last value, and so a document that was cut off or has a tail. */
    async end() {
        if ((await this.#peekOrEnd()) !== undefined)
            throw malformed('something follows the document');
    }
    /** Ends the source early, for readers that have seen enough or refused it. */
    async close() {
        await this.#source.return?.();
    }
    /** Hands the bytes of one value to `take`, following strings and nesting only as far as finding its end needs. */
    async #scan(take) {
        const first = await this.#peek();
        if (first === QUOTE)
            return this.#scanString(take);
        if (first !== OPEN_BRACE && first !== OPEN_BRACKET)
            return this.#scanLiteral(take);
        let depth = 0;
        do {
            const chunk = await this.#rest();
            let at = 0;
            let stop = false;
            while (at < chunk.length && !stop) {
                const byte = chunk[at];
                if (byte === QUOTE)
                    break;
                at += 1;
                if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
                    depth += 1;
                    if (depth > MAX_DEPTH)
                        throw malformed(`values are nested deeper than ${MAX_DEPTH}`);
                }
                else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
                    depth -= 1;
                    stop = depth === 0;
                }
            }
            if (at > 0)
                take(chunk.subarray(0, at));
            this.#at += at;
            if (!stop && at < chunk.length)
                await this.#scanString(take);
        } while (depth > 0);
    }
    async #scanString(take) {
        take(Uint8Array.of(QUOTE));
        for await (const part of this.text())
            take(part);
        take(Uint8Array.of(QUOTE));
    }
    /** Numbers, `true`, `false`, `null`: everything up to what can end a value. */
    async #scanLiteral(take) {
        while (await this.#fill()) {
            const chunk = this.#chunk;
            const from = this.#at;
            while (this.#at < chunk.length && !isDelimiter(chunk[this.#at]))
                this.#at += 1;
            if (this.#at > from)
                take(chunk.subarray(from, this.#at));
            if (this.#at < chunk.length)
                return;
        }
    }
    async #expect(byte, what) {
        if ((await this.#peek()) !== byte)
            throw malformed(`${what} is missing`);
        this.#at += 1;
    }
    async #peek() {
        const byte = await this.#peekOrEnd();
        if (byte === undefined)
            throw malformed('it ends too early');
        return byte;
    }
    async #peekOrEnd() {
        while (await this.#fill()) {
            const chunk = this.#chunk;
            while (this.#at < chunk.length && isWhiteSpace(chunk[this.#at]))
                this.#at += 1;
            if (this.#at < chunk.length)
                return chunk[this.#at];
        }
        return undefined;
    }
    async #rest() {
        if (!(await this.#fill()))
            throw malformed('it ends too early');
        return this.#at === 0 ? this.#chunk : this.#chunk.subarray(this.#at);
    }
    async #fill() {
        while (this.#at >= this.#chunk.length) {
            const next = await this.#source.next();
            if (next.done)
                return false;
            this.#chunk = next.value;
            this.#at = 0;
        }
        return true;
    }
}
function malformed(why) {
    return new JsonRefusal('malformed', `the document is not valid JSON: ${why}`);
}
function isWhiteSpace(byte) {
    return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
function isDelimiter(byte) {
    return (byte === COMMA ||
        byte === CLOSE_BRACE ||
        byte === CLOSE_BRACKET ||
        byte === 0x20 ||
        (byte !== undefined && byte >= 0x09 && byte <= 0x0d));
}
/** Index of the first quote at or after `from` that no backslash escapes, or -1. */
function endOfString(chunk, from) {
    let at = chunk.indexOf(QUOTE, from);
    while (at >= 0 && backslashesBefore(chunk, at, from) % 2 === 1)
        at = chunk.indexOf(QUOTE, at + 1);
    return at;
}
function backslashesBefore(chunk, end, from) {
    let count = 0;
    while (end - 1 - count >= from && chunk[end - 1 - count] === BACKSLASH)
        count += 1;
    return count;
}

;// CONCATENATED MODULE: ./lib/formats/npm/tags.js








/** A package with thousands of versions may have a tag for each build; the list is still small. */
const TAGS_BYTES = 4 * 1024 * 1024;
const tags = {
    preferred: preferredTag,
    async read(ref, target) {
        const what = `read the dist-tags of ${fullName(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
        const response = await send(target, { method: 'GET', url: tagsPath(ref) });
        if (response.status === 404) {
            await response.discard();
            return undefined;
        }
        await requireSuccess(response, target, what);
        const found = await readJson(response, what);
        if (!isObject(found))
            throw notUnderstood(what);
        const entries = Object.entries(found).filter(([tag, version]) => isTag(tag) && typeof version === 'string');
        return Object.fromEntries(entries);
    },
    async set(ref, tag, version, target) {
        requireTag(ref, tag);
        const url = `${tagsPath(ref)}/${encodeURIComponent(tag)}`;
        const headers = { 'content-type': 'application/json' };
        const response = await send(target, { method: 'PUT', url, headers, body: JSON.stringify(version) });
        await requireSuccess(response, target, `set the dist-tag ${tag} of ${fullName(ref)} to ${version} in ${(0,repository/* label */.Pf)(target.address)}`);
        await response.discard();
    },
    async remove(ref, tag, target) {
        requireTag(ref, tag);
        const response = await send(target, { method: 'DELETE', url: `${tagsPath(ref)}/${encodeURIComponent(tag)}` });
        // Removed by somebody else, or by an earlier attempt whose answer was lost: the wish is fulfilled.
        if (response.status !== 404) {
            await requireSuccess(response, target, `remove the dist-tag ${tag} of ${fullName(ref)} in ${(0,repository/* label */.Pf)(target.address)}`);
        }
        await response.discard();
    },
};
/** Keys under `versions` of the packument; the rest of it, which may be tens of megabytes, is passed over. */
async function tags_visibleVersions(ref, target) {
    const what = `read the versions of ${fullName(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
    const headers = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' };
    const response = await send(target, { method: 'GET', url: escapedName(ref), headers });
    if (response.status === 404) {
        await response.discard();
        return undefined;
    }
    await requireSuccess(response, target, what);
    try {
        return await versionKeys(new JsonReader(response.body));
    }
    catch (error) {
        if (error instanceof JsonRefusal)
            throw notUnderstood(what, error);
        throw error;
    }
}
async function versionKeys(reader) {
    const versions = [];
    for await (const key of reader.members()) {
        if (key !== 'versions') {
            await reader.skip();
            continue;
        }
        for await (const version of reader.members()) {
            if (isVersion(version))
                versions.push(version);
            await reader.skip();
        }
    }
    return versions;
}
const tagsPath = (ref) => `-/package/${escapedName(ref)}/dist-tags`;
function requireTag(ref, tag) {
    if (!isTag(tag))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${JSON.stringify(tag)} cannot be a dist-tag of ${fullName(ref)}`);
}
function send(target, request) {
    const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${target.token.reveal()}` };
    return target.http({ ...request, url: `${baseAddress(target.endpoint)}${request.url}`, headers });
}
const CODES = {
    400: 'CA-INPUT-006',
    401: 'CA-AUTH-005',
    402: 'CA-NET-005',
    403: 'CA-AUTH-003',
    404: 'CA-FIND-002',
    409: 'CA-CONFLICT-004',
    429: 'CA-NET-001',
};
/** @throws RegistryError whose message says what was tried and what came back, without the token. */
async function requireSuccess(response, target, what) {
    const { status } = response;
    if (status >= 200 && status < 300)
        return;
    const body = await (0,http/* readBody */.x)(response, 16 * 1024).catch(() => Buffer.alloc(0));
    const said = sentence(body.toString('utf8')).split(target.token.reveal()).join('***');
    const code = CODES[status] ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004');
    throw new registry_error/* RegistryError */.gl(code, `could not ${what}: the answer was ${status}${said === '' ? '' : `, ${said}`}`);
}
function sentence(body) {
    let text = body;
    try {
        const parsed = JSON.parse(body);
        if (isObject(parsed))
            text = String(parsed.message ?? parsed.error ?? body);
    }
    catch {
        // Not JSON: a proxy's own words are better than none.
    }
    return text
        .replace(/[\p{C}\s]+/gu, ' ')
        .trim()
        .slice(0, 300);
}
async function readJson(response, what) {
    try {
        return JSON.parse((await (0,http/* readBody */.x)(response, TAGS_BYTES)).toString('utf8'));
    }
    catch (error) {
        if (error instanceof SyntaxError || error instanceof RangeError)
            throw notUnderstood(what, error);
        throw error;
    }
}
function notUnderstood(what, cause) {
    return new registry_error/* RegistryError */.gl('CA-NET-004', `could not ${what}: the answer is not what a package registry sends`, {
        cause,
    });
}

;// CONCATENATED MODULE: ./lib/formats/npm/format.js







const npm = {
    name: 'npm',
    namespace: 'optional',
    notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
    coordinates: npm_coordinates_coordinates,
    tools: npm_configure/* tools */.Y,
    publishing: { members: members, patterns: PATTERNS, gather: npm_artifact_gather, project: { recognises: recognises, pack: pack }, upload: npm_publish_upload, visibleVersions: tags_visibleVersions, tags: tags },
};

;// CONCATENATED MODULE: ./lib/formats/nuget/coordinates.js
const coordinates_VERSION = /^(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]{1,128}))?(?:\+[0-9A-Za-z.-]{1,128})?$/;
function parseVersion(text) {
    const match = coordinates_VERSION.exec(text.trim());
    if (!match)
        return undefined;
    const number = (index) => BigInt(match[index] ?? '0');
    const label = match[5] ?? '';
    if (label.split('.').includes('') && label !== '')
        return undefined;
    return { numbers: [number(1), number(2), number(3), number(4)], label };
}
function nugetReference(id) {
    return { format: 'nuget', name: coordinates_normaliseName(id) };
}
function coordinates_normaliseName(id) {
    return id.toLowerCase();
}
/**
 * | written      | stored    |
 * |--------------|-----------|
 * | 1.0          | 1.0.0     |
 * | 01.02.03.0   | 1.2.3     |
 * | 1.2.3.4      | 1.2.3.4   |
 * | 1.0.0-RC.1+b | 1.0.0-RC.1 |
 *
 * The case of a label is kept, as NuGet keeps it; comparing ignores it.
 */
function coordinates_normaliseVersion(version) {
    const parsed = parseVersion(version);
    if (!parsed)
        return version;
    const { numbers, label } = parsed;
    const shown = numbers[3] === 0n ? numbers.slice(0, 3) : numbers;
    return `${shown.join('.')}${label === '' ? '' : `-${label}`}`;
}
function sameVersion(a, b) {
    return coordinates_normaliseVersion(a).toLowerCase() === coordinates_normaliseVersion(b).toLowerCase();
}
function isPrerelease(version) {
    return (parseVersion(version)?.label ?? '') !== '';
}
/** The one asset of a version (user guide, nuget-name-normalization). */
function assetName(id, version) {
    return `${coordinates_normaliseName(id)}.${coordinates_normaliseVersion(version)}.nupkg`;
}
/** Negative when `a` is older. Texts that are no versions come before all versions. */
function coordinates_compareVersions(a, b) {
    const [left, right] = [parseVersion(a), parseVersion(b)];
    if (!left || !right)
        return left ? 1 : right ? -1 : a < b ? -1 : Number(a > b);
    for (const [index, number] of left.numbers.entries()) {
        const other = right.numbers[index];
        if (number !== other)
            return number < other ? -1 : 1;
    }
    return compareLabels(left.label.toLowerCase(), right.label.toLowerCase());
}
function compareLabels(a, b) {
    if (a === '' || b === '')
        return Number(a === '') - Number(b === '');
    const [left, right] = [a.split('.'), b.split('.')];
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
        const [x, y] = [left[index], right[index]];
        if (x === undefined || y === undefined)
            return x === undefined ? -1 : 1;
        const order = compareIdentifiers(x, y);
        if (order !== 0)
            return order;
    }
    return 0;
}
function compareIdentifiers(a, b) {
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA !== isNumberB)
        return isNumberA ? -1 : 1;
    if (!isNumberA)
        return a < b ? -1 : Number(a > b);
    const [x, y] = [BigInt(a), BigInt(b)];
    return x < y ? -1 : Number(x > y);
}
/**
 * Whether a version meets a NuGet range; undefined for floating ones (`1.*`).
 *
 * | range       | meets                                  |
 * |-------------|----------------------------------------|
 * | `1.0`       | 1.0.0 and everything newer              |
 * | `[1.0]`     | exactly 1.0.0                           |
 * | `(1.0,2.0]` | newer than 1.0.0 up to 2.0.0            |
 */
function coordinates_satisfies(version, requirement) {
    const text = requirement.replace(/\s/g, '');
    if (text === '' || text === '(,)')
        return true;
    if (parseVersion(text))
        return coordinates_compareVersions(version, text) >= 0;
    const [, open, lower = '', comma, upper = '', close] = /^([[(])([^,]*?)(?:(,)([^,]*))?([\])])$/.exec(text) ?? [];
    if (open === undefined || [lower, upper].some((bound) => bound !== '' && !parseVersion(bound)))
        return undefined;
    if (comma === undefined)
        return open === '[' && close === ']' && lower !== '' ? coordinates_compareVersions(version, lower) === 0 : undefined;
    const above = lower === '' ? 1 : coordinates_compareVersions(version, lower);
    const below = upper === '' ? -1 : coordinates_compareVersions(version, upper);
    return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}
const ID = /^[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*$/u;
const ID_LENGTH = 100;
const nuget_coordinates_coordinates = {
    normaliseName: coordinates_normaliseName,
    normaliseVersion: coordinates_normaliseVersion,
    compareVersions: coordinates_compareVersions,
    satisfies: coordinates_satisfies,
    problems({ namespace, name, version }) {
        return [
            ...(namespace ? ['NuGet packages have no namespace'] : []),
            ...(name.length <= ID_LENGTH && ID.test(name)
                ? []
                : [`a NuGet id has at most ${ID_LENGTH} letters, digits and _, joined by single . or -`]),
            ...(version === undefined || parseVersion(version)
                ? []
                : ['the version is not one NuGet reads (1.2.3, 1.2.3-beta.1)']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/nuget/nuspec.js
// Reads a nupkg: the nuspec at its root, and what the registry shows of it.



const NUSPEC_LIMIT = 2 * 1024 * 1024;
const TEXT_LIMIT = 20_000;
const nuspec_MAX_DEPENDENCIES = 5000;
/**
 * Finds and reads the nuspec.
 * @throws ArchiveRefusal when the archive is unsound, has no nuspec or several, or one without a usable id and version.
 */
async function readNupkg(source, limits = {}) {
    const documents = [];
    await readZip(source, async ({ path, kind, read }) => {
        if (kind === 'file' && /^[^/]+\.nuspec$/i.test(path))
            documents.push(await read(NUSPEC_LIMIT));
        if (documents.length > 1)
            throw new ArchiveRefusal('the package has more than one .nuspec at its root');
        return undefined;
    }, limits);
    const [document] = documents;
    if (!document)
        throw new ArchiveRefusal('there is no .nuspec at the root of the archive');
    return { nuspec: parseNuspec(document), document };
}
/** @throws ArchiveRefusal */
function parseNuspec(document) {
    const metadata = find(requirePackage(document), 'metadata');
    const text = (...path) => textAt(metadata, ...path)?.slice(0, TEXT_LIMIT);
    const id = text('id') ?? '';
    const version = text('version') ?? '';
    const problems = nuget_coordinates_coordinates.problems({ name: id, version });
    if (problems.length > 0)
        throw new ArchiveRefusal(`the nuspec names no package: ${problems.join('; ')}`);
    const license = find(metadata, 'license');
    return {
        id,
        version,
        ...optional({
            title: text('title'),
            authors: text('authors'),
            description: text('description'),
            summary: text('summary'),
            tags: text('tags'),
            projectUrl: text('projectUrl'),
            iconUrl: text('iconUrl'),
            licenseUrl: text('licenseUrl'),
            licenseExpression: license?.attributes.type === 'expression' ? license.text : undefined,
            repositoryUrl: find(metadata, 'repository')?.attributes.url,
            minClientVersion: metadata?.attributes.minClientVersion,
        }),
        requireLicenseAcceptance: text('requireLicenseAcceptance') === 'true',
        packageTypes: findAll(metadata, 'packageTypes', 'packageType').flatMap(({ attributes }) => attributes.name ?? []),
        dependencyGroups: dependencyGroups(find(metadata, 'dependencies')),
    };
}
function requirePackage(document) {
    try {
        const root = parseXml(document, NUSPEC_LIMIT);
        if (root.name === 'package')
            return root;
        throw new ArchiveRefusal(`the nuspec holds <${root.name}>, not <package>`);
    }
    catch (error) {
        if (error instanceof XmlRefusal)
            throw new ArchiveRefusal(`the nuspec cannot be read: ${error.message}`);
        throw error;
    }
}
/** Groups by framework; the flat list of old packages is one group for every framework. */
function dependencyGroups(dependencies) {
    const groups = findAll(dependencies, 'group').map((group) => ({
        ...optional({ targetFramework: group.attributes.targetFramework || undefined }),
        dependencies: nuspec_dependenciesOf(group),
    }));
    const flat = nuspec_dependenciesOf(dependencies);
    return flat.length > 0 ? [...groups, { dependencies: flat }] : groups;
}
function nuspec_dependenciesOf(from) {
    return findAll(from, 'dependency')
        .slice(0, nuspec_MAX_DEPENDENCIES)
        .flatMap(({ attributes: { id, version = '' } }) => id && nuget_coordinates_coordinates.problems({ name: id }).length === 0 ? [{ id, range: version.slice(0, 256) }] : []);
}
/** Only the fields that have a value, as the types ask. */
function optional(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

;// CONCATENATED MODULE: ./lib/formats/nuget/artifact.js
// Built packages (.nupkg) into publications. Id and version come from the nuspec inside, never from the file name.





const artifact_patterns = ['**/*.nupkg', '**/*.snupkg'];
async function nuget_artifact_gather(paths, host) {
    const publications = [];
    const verdicts = [];
    for (const path of new Set(paths)) {
        const result = await gatherFile(path, host);
        if ('reason' in result) {
            verdicts.push(result);
            continue;
        }
        const twin = publications.find(({ name, version }) => name === result.name && version.toLowerCase() === result.version.toLowerCase());
        if (twin) {
            verdicts.push({
                path,
                verdict: 'refused',
                reason: `${(0,external_node_path_.basename)(twin.artifacts[0]?.path ?? '')} is the same package version`,
            });
            continue;
        }
        publications.push(result);
        verdicts.push({ path, verdict: 'taken', reason: `${result.displayName ?? result.name} ${result.version}` });
    }
    return { publications, verdicts };
}
async function gatherFile(path, { files }) {
    const name = (0,external_node_path_.basename)(path).toLowerCase();
    if (name.endsWith('.snupkg') || name.endsWith('.symbols.nupkg')) {
        return { path, verdict: 'left', reason: 'a symbol package; CodeArtifact has no symbol server' };
    }
    if (!name.endsWith('.nupkg'))
        return { path, verdict: 'left', reason: 'not a .nupkg' };
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return { path, verdict: 'refused', reason: 'not a regular file' };
    try {
        const { nuspec } = await readNupkg({ files, path, size: stat.size });
        const artifact = await describeArtifact(files, path, assetName(nuspec.id, nuspec.version));
        return {
            format: 'nuget',
            name: coordinates_normaliseName(nuspec.id),
            displayName: nuspec.id,
            version: coordinates_normaliseVersion(nuspec.version),
            artifacts: [artifact],
            dependencies: artifact_dependenciesOf(nuspec),
            metadata: null,
        };
    }
    catch (error) {
        if (error instanceof ArchiveRefusal)
            return { path, verdict: 'refused', reason: error.message };
        throw error;
    }
}
/** Of all frameworks; the same dependency with the same range once. */
function artifact_dependenciesOf({ dependencyGroups }) {
    const all = dependencyGroups.flatMap(({ dependencies }) => dependencies);
    const unique = new Map(all.map(({ id, range }) => [`${coordinates_normaliseName(id)} ${range}`, { id, range }]));
    return [...unique.values()].map(({ id, range }) => ({
        name: coordinates_normaliseName(id),
        requirement: range,
        type: 'dependency',
    }));
}

// EXTERNAL MODULE: ./lib/formats/nuget/configure.js
var nuget_configure = __webpack_require__(3824);
;// CONCATENATED MODULE: ./lib/formats/nuget/project.js
// Packs a project directory with dotnet, or a .nuspec with nuget.exe where there is one.


const PROJECT = /\.(csproj|fsproj|vbproj|sln|slnx)$/i;
const NUSPEC = /\.nuspec$/i;
const project_project = {
    recognises: (entries) => entries.some((entry) => PROJECT.test(entry) || NUSPEC.test(entry)),
    async pack(directory, into, host) {
        await host.files.makeDirectory(into);
        const entries = await host.files.list(directory);
        for (const way of ways(entries, into)) {
            const result = await host.run(way.program, way.args, { cwd: directory });
            if (result.status === 127)
                continue;
            if (result.status !== 0)
                throw nuget_project_failure(`${way.program} pack failed in ${directory} with status ${result.status}`, result);
            const built = (await host.files.glob(['*.nupkg'], into)).sort();
            if (built.length === 0)
                throw nuget_project_failure(`${way.program} pack made no package in ${directory}`, result);
            return built;
        }
        throw new registry_error/* RegistryError */.gl('CA-FILE-004', `neither dotnet nor nuget was found to pack ${directory}`);
    },
};
function ways(entries, into) {
    const hasProject = entries.some((entry) => PROJECT.test(entry));
    const nuspec = entries.filter((entry) => NUSPEC.test(entry)).sort()[0];
    return [
        ...(hasProject
            ? [{ program: 'dotnet', args: ['pack', '--configuration', 'Release', '--output', into, '--nologo'] }]
            : []),
        ...(nuspec === undefined
            ? []
            : [{ program: 'nuget', args: ['pack', (0,external_node_path_.join)('.', nuspec), '-OutputDirectory', into, '-NonInteractive'] }]),
    ];
}
const project_TAIL_LINES = 12;
function nuget_project_failure(message, { stdout, stderr }) {
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
    const tail = lines.filter((line) => line !== '').slice(-project_TAIL_LINES);
    return new registry_error/* RegistryError */.gl('CA-FILE-004', [message, ...tail].join('\n'));
}

;// CONCATENATED MODULE: ./lib/formats/nuget/publish.js
// The upload conversation, from the client's side:
//
//   GET v3/index.json            where to push: the resource of type PackagePublish/2.0.0
//   PUT <that address>/          multipart/form-data, one part with the nupkg, its length known beforehand
//
//   201, 202   stored                  409   the version exists
//   400        the nupkg is not valid   403   not allowed: publishing needs ReadFromRepository as well (packages-overview)
//
// https://learn.microsoft.com/nuget/api/package-publish-resource. No API key: the service does not look at it.





async function nuget_publish_upload(_publication, missing, target) {
    const [artifact] = missing;
    if (!artifact)
        return { kind: 'accepted' };
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        return judgeAnswer(index, target.token);
    const address = resource(await readIndex(index, target), 'PackagePublish/2.0.0', target);
    const boundary = `----codeartifact-ci-${(0,external_node_crypto_.randomBytes)(12).toString('hex')}`;
    const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="package"; filename="package.nupkg"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n');
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    return sendUpload(target, {
        method: 'PUT',
        // nuget.exe and dotnet add the slash; servers are only tried with it.
        url: baseAddress(address),
        headers: {
            'content-type': `multipart/form-data; boundary="${boundary}"`,
            'content-length': String(head.length + artifact.size + tail.length),
        },
        body: async function* () {
            yield head;
            yield* target.files.open(artifact.path);
            yield tail;
        },
    }, artifact.assetName);
}
/** The versions of the flat container, upstreams and public sources included; undefined when the id is unknown. */
async function publish_visibleVersions(ref, target) {
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        throw await publish_failure(index, 'the service index');
    const base = baseAddress(resource(await readIndex(index, target), 'PackageBaseAddress/3.0.0', target));
    const url = `${base}${encodeURIComponent(coordinates_normaliseName(ref.name))}/index.json`;
    const answer = await get(url, target);
    if (answer.status === 404) {
        await answer.discard();
        return undefined;
    }
    if (answer.status !== 200)
        throw await publish_failure(answer, 'the version list');
    const { versions } = (await publish_readJson(answer, url));
    return Array.isArray(versions) ? versions.filter((version) => typeof version === 'string') : [];
}
const indexAddress = (target) => `${baseAddress(target.endpoint)}v3/index.json`;
function get(url, target) {
    return target.http({
        method: 'GET',
        url,
        headers: { authorization: basicCredentials(target.token), accept: 'application/json' },
    });
}
async function readIndex(answer, target) {
    const index = (await publish_readJson(answer, indexAddress(target)));
    return { resources: Array.isArray(index?.resources) ? index.resources : [] };
}
const INDEX_LIMIT = 16 * 1024 * 1024;
async function publish_readJson(answer, url) {
    try {
        return JSON.parse((await (0,http/* readBody */.x)(answer, INDEX_LIMIT)).toString('utf8').replace(/^\uFEFF/, ''));
    }
    catch (cause) {
        if (cause instanceof registry_error/* RegistryError */.gl)
            throw cause;
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} did not answer with JSON of bearable size`, { cause });
    }
}
/** The address of a resource; on the registry's own origin, since the token goes there. */
function resource(index, type, target) {
    const found = index.resources.find((each) => [each['@type']].flat().includes(type))?.['@id'];
    const isHome = typeof found === 'string' && URL.canParse(found) && new URL(found).origin === new URL(target.endpoint).origin;
    if (isHome)
        return found;
    const why = found === undefined ? 'names no' : 'names another host for';
    throw new registry_error/* RegistryError */.gl('CA-NET-004', `the NuGet service index ${indexAddress(target)} ${why} ${type}`);
}
async function publish_failure(answer, what) {
    await answer.discard();
    const { status, reason } = answer;
    const code = status === 401 ? 'CA-AUTH-005' : status === 403 ? 'CA-AUTH-003' : status === 429 ? 'CA-NET-001' : undefined;
    return new registry_error/* RegistryError */.gl(code ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004'), `reading ${what} of NuGet answered ${status} ${reason}`);
}

;// CONCATENATED MODULE: ./lib/formats/nuget/format.js






const nuget = {
    name: 'nuget',
    namespace: 'none',
    notes: 'protocol V3; one .nupkg a version; symbol packages are left out, the service takes none',
    coordinates: nuget_coordinates_coordinates,
    tools: nuget_configure/* tools */.Y,
    publishing: { members: members, patterns: artifact_patterns, gather: nuget_artifact_gather, project: project_project, upload: nuget_publish_upload, visibleVersions: publish_visibleVersions },
};

;// CONCATENATED MODULE: ./lib/formats/pypi/version.js
// PEP 440 versions: recognising and normalising. The service keeps versions as they were uploaded; normal forms serve
// to see that a wheel, a source archive and their file names speak of the same version.
const PRE_LABELS = {
    a: 'a',
    alpha: 'a',
    b: 'b',
    beta: 'b',
    c: 'rc',
    rc: 'rc',
    pre: 'rc',
    preview: 'rc',
};
/** Leading zeros mean nothing; digits stay text because a date stamp with a counter may exceed 2^53. */
const number = (digits) => digits.replace(/^0+(?=\d)/, '');
/** Takes matches off the front of a text; every pattern is sticky and has no nested repetition. */
class Reader {
    #rest;
    constructor(text) {
        this.#rest = text;
    }
    take(pattern) {
        const match = pattern.exec(this.#rest);
        if (!match)
            return undefined;
        this.#rest = this.#rest.slice(match[0].length);
        return match;
    }
    get isDone() {
        return this.#rest === '';
    }
}
/**
 * | given            | normal form   |
 * |------------------|---------------|
 * | `v1.0`           | `1.0`         |
 * | `1.0-ALPHA.2`    | `1.0a2`       |
 * | `1.0.preview`    | `1.0rc0`      |
 * | `1.0-1`          | `1.0.post1`   |
 * | `1.0_dev`        | `1.0.dev0`    |
 * | `1!1.0+Ab_1`     | `1!1.0+ab.1`  |
 * | `2004d`, `1.x`   | undefined     |
 */
function version_parseVersion(text) {
    if (text.length > 255)
        return undefined;
    const reader = new Reader(text.trim().toLowerCase());
    reader.take(/^v/);
    const epoch = number(reader.take(/^(\d+)!/)?.[1] ?? '0');
    const release = reader
        .take(/^\d+(?:\.\d+)*/)?.[0]
        .split('.')
        .map(number);
    if (!release)
        return undefined;
    const pre = reader.take(/^[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*)/);
    const post = reader.take(/^(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))/);
    const dev = reader.take(/^[-_.]?dev[-_.]?(\d*)/);
    const local = reader.take(/^\+([a-z0-9]+(?:[-_.][a-z0-9]+)*)/)?.[1];
    if (!reader.isDone)
        return undefined;
    return {
        epoch,
        release,
        pre: pre ? [PRE_LABELS[pre[1] ?? ''] ?? 'rc', number(pre[2] || '0')] : undefined,
        post: post ? number(post[1] || post[2] || '0') : undefined,
        dev: dev ? number(dev[1] || '0') : undefined,
        local: local
            ?.split(/[-_.]/)
            .map((part) => (/^\d+$/.test(part) ? number(part) : part))
            .join('.'),
    };
}
function print(version, release) {
    const { epoch, pre, post, dev, local } = version;
    return [
        epoch === '0' ? '' : `${epoch}!`,
        release.join('.'),
        pre ? pre.join('') : '',
        post === undefined ? '' : `.post${post}`,
        dev === undefined ? '' : `.dev${dev}`,
        local === undefined ? '' : `+${local}`,
    ].join('');
}
/** The normal form of a PEP 440 version; undefined when it is none. Trailing zeros of the release are kept. */
function normalVersion(text) {
    const version = version_parseVersion(text);
    return version && print(version, version.release);
}
/** One key for all spellings of a version (`1.0` and `1.0.0` are the same one to an installer). */
function versionKey(text) {
    const version = version_parseVersion(text);
    if (!version)
        return `legacy:${text}`;
    const release = [...version.release];
    while (release.length > 1 && release.at(-1) === '0')
        release.pop();
    return print(version, release);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/version-order.js
// Order of PEP 440 versions, and whether one meets a specifier set (`>=2,<3,!=2.5.*`).

/** Digits of any length: date stamps with counters exceed 2^53. */
function compareNumbers(a, b) {
    return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
function compareReleases(a, b) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
        const order = compareNumbers(a[index] ?? '0', b[index] ?? '0');
        if (order !== 0)
            return order;
    }
    return 0;
}
/** dev before a, b, rc before the release itself before its post-releases. */
function comparePhases(a, b) {
    const phase = ({ pre, post, dev }) => pre ? { a: 1, b: 2, rc: 3 }[pre[0]] : post === undefined && dev !== undefined ? 0 : 4;
    return (phase(a) - phase(b) ||
        compareNumbers(a.pre?.[1] ?? '0', b.pre?.[1] ?? '0') ||
        compareOptional(a.post, b.post, -1) ||
        compareOptional(a.dev, b.dev, 1));
}
/** `absent` is the sign of a missing part against a present one. */
function compareOptional(a, b, absent) {
    if (a === undefined || b === undefined)
        return a === b ? 0 : a === undefined ? absent : -absent;
    return compareNumbers(a, b);
}
function compareLocals(a, b) {
    if (a === undefined || b === undefined)
        return compareOptional(a && '0', b && '0', -1);
    const [left, right] = [a.split('.'), b.split('.')];
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
        const order = compareLocalParts(left[index], right[index]);
        if (order !== 0)
            return order;
    }
    return 0;
}
/** Numbers above words; a shorter local version below a longer one that begins with it. */
function compareLocalParts(a, b) {
    if (a === undefined || b === undefined)
        return a === b ? 0 : a === undefined ? -1 : 1;
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA && isNumberB)
        return compareNumbers(a, b);
    if (isNumberA !== isNumberB)
        return isNumberA ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
}
function comparePublic(a, b) {
    return compareNumbers(a.epoch, b.epoch) || compareReleases(a.release, b.release) || comparePhases(a, b);
}
/** Versions that are not PEP 440 (old public ones) come before all others, as text. */
function version_order_compareVersions(a, b) {
    const [left, right] = [version_parseVersion(a), version_parseVersion(b)];
    if (!left || !right)
        return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
    return comparePublic(left, right) || compareLocals(left.local, right.local);
}
/**
 * Whether `version` meets a requirement such as `>=2,<3`; an empty one is met by any. Undefined when either cannot be
 * understood. Pre-releases count like any other version here: which of them to choose is the installer's business.
 */
function version_order_satisfies(version, requirement) {
    const parsed = version_parseVersion(version);
    if (!parsed)
        return undefined;
    const clauses = requirement
        .split(',')
        .map((clause) => clause.trim())
        .filter((clause) => clause !== '');
    let isMet = true;
    for (const clause of clauses) {
        const meets = meetsClause(version, parsed, clause);
        if (meets === false)
            return false;
        isMet = meets === undefined ? undefined : isMet;
    }
    return isMet;
}
function meetsClause(version, parsed, clause) {
    const match = /^(===|==|!=|~=|<=|>=|<|>)\s*(\S+)$/.exec(clause);
    const [, operator = '', operand = ''] = match ?? [];
    if (operator === '===')
        return version.toLowerCase() === operand.toLowerCase();
    const isPrefix = operand.endsWith('.*') && (operator === '==' || operator === '!=');
    const bound = version_parseVersion(isPrefix ? operand.slice(0, -2) : operand);
    if (!match || !bound)
        return undefined;
    if (isPrefix)
        return hasPrefix(parsed, bound) === (operator === '==');
    switch (operator) {
        case '==':
            return isEqual(parsed, bound);
        case '!=':
            return !isEqual(parsed, bound);
        case '<=':
            return comparePublic(parsed, bound) <= 0;
        case '>=':
            return comparePublic(parsed, bound) >= 0;
        case '<':
            return isBelow(parsed, bound);
        case '>':
            return isAbove(parsed, bound);
        default:
            return isCompatible(parsed, bound);
    }
}
/** A bound without local part is met by every local variant of it. */
function isEqual(version, bound) {
    return comparePublic(version, bound) === 0 && (bound.local === undefined || version.local === bound.local);
}
function hasPrefix(version, prefix) {
    const head = prefix.release.map((_, index) => version.release[index] ?? '0');
    if (compareNumbers(version.epoch, prefix.epoch) !== 0 || compareReleases(head, prefix.release) !== 0)
        return false;
    return prefix.pre === undefined || comparePhases({ ...version, dev: undefined, post: undefined }, prefix) === 0;
}
const isPre = ({ pre, dev }) => pre !== undefined || dev !== undefined;
/** `<3` leaves out `3rc1`, which is below 3 only in order. */
function isBelow(version, bound) {
    if (comparePublic(version, bound) >= 0)
        return false;
    return isPre(bound) || !isPre(version) || !isSameRelease(version, bound);
}
/** `>1.7` leaves out `1.7.post1` and `1.7+local`. */
function isAbove(version, bound) {
    if (comparePublic(version, bound) <= 0)
        return false;
    return bound.post !== undefined || version.post === undefined || !isSameRelease(version, bound);
}
function isSameRelease(a, b) {
    return compareNumbers(a.epoch, b.epoch) === 0 && compareReleases(a.release, b.release) === 0;
}
/** `~=2.2.1` is `>=2.2.1, ==2.2.*`; a single number cannot be compatible with anything. */
function isCompatible(version, bound) {
    if (bound.release.length < 2)
        return undefined;
    const series = { ...bound, release: bound.release.slice(0, -1), pre: undefined, post: undefined, dev: undefined };
    return comparePublic(version, bound) >= 0 && hasPrefix(version, series);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/coordinates.js
// Names of Python packages. PEP 503 names, PEP 440 versions; the service stores names normalised, versions as given.


/** PEP 503: lower case, every run of `-`, `_` and `.` becomes one `-`. */
function pypi_coordinates_normaliseName(name) {
    return name.toLowerCase().replace(/[-_.]+/g, '-');
}
/** PEP 508 names: letters and digits, with `.`, `_`, `-` between them. */
function coordinates_isName(name) {
    return name.length <= 255 && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}
/**
 * What may stand as a version in a path. Wider than PEP 440, because public packages carry old spellings (`2004d`)
 * that can still be promoted; what we publish must be PEP 440 (see artifact.ts).
 */
function coordinates_isVersionText(version) {
    return version.length <= 255 && /^[a-z0-9][a-z0-9.!+_-]*$/i.test(version);
}
const pypi_coordinates_coordinates = {
    normaliseName: pypi_coordinates_normaliseName,
    // No normalisation of versions is documented for this format: `1.0-rc1` stays what it is.
    normaliseVersion: (version) => version,
    compareVersions: version_order_compareVersions,
    satisfies: version_order_satisfies,
    problems({ name, namespace, version }) {
        return [
            ...(namespace === undefined || namespace === '' ? [] : ['Python packages have no namespace']),
            ...(coordinates_isName(name) && repository/* PATTERNS */.G3.packagePart.test(name)
                ? []
                : ['a Python package name has letters and digits, with `.`, `_` or `-` between them']),
            ...(version === undefined || coordinates_isVersionText(version)
                ? []
                : ['a Python version has letters, digits and `.`, `!`, `+`, `_`, `-`, and begins with a letter or digit']),
        ];
    },
};

// EXTERNAL MODULE: ./node_modules/hash-wasm/dist/blake2b.umd.min.js
var blake2b_umd_min = __webpack_require__(6427);
;// CONCATENATED MODULE: ./lib/formats/pypi/blake2.js
// @ts-expect-error The package has types for its main file only.

const hashWasm = blake2b_umd_min;
/** Passes a stream through and knows its digest at the end. */
class Blake2Stream {
    #digest;
    async *through(source) {
        const hash = await hashWasm.createBLAKE2b(256);
        hash.init();
        for await (const chunk of source) {
            hash.update(chunk);
            yield chunk;
        }
        this.#digest = hash.digest('hex');
    }
    /** Lower-case hex, once the stream has been read to its end. */
    result() {
        if (this.#digest === undefined)
            throw new Error('the stream was not read to its end');
        return this.#digest;
    }
}

;// CONCATENATED MODULE: ./lib/formats/pypi/core-metadata.js
// Core metadata as wheels (METADATA) and source archives (PKG-INFO) carry it: versions 1.0 to 2.5.
// The text is a message header; since 2.1 the description may be its body.
/** What we hold of one metadata file at most. Descriptions of a megabyte exist; nothing honest is larger than this. */
const core_metadata_METADATA_LIMIT = 8 * 1024 * 1024;
const KNOWN_VERSION = /^(?:1\.[0-2]|2\.\d{1,2})$/;
/**
 * Reads core metadata. Throws a RangeError that says what is wrong: no metadata version, one of an unknown major
 * version, no name or no version. Minor versions beyond 2.5 are read as 2.5, as the specification asks.
 */
function parseCoreMetadata(text) {
    const { header, body } = splitMessage(text.replace(/^\uFEFF/, ''));
    const fields = readFields(header);
    if (body.trim() !== '')
        fields.set('description', [body]);
    const single = (field) => fields.get(field)?.[0]?.trim() ?? '';
    const metadataVersion = single('metadata-version');
    if (!KNOWN_VERSION.test(metadataVersion)) {
        throw new RangeError(metadataVersion === '' ? 'no Metadata-Version' : 'a Metadata-Version we do not know');
    }
    for (const field of ['name', 'version'])
        if (single(field) === '')
            throw new RangeError(`no ${field} in the metadata`);
    return { metadataVersion, name: single('name'), version: single('version'), fields };
}
function splitMessage(text) {
    const end = /\r?\n\r?\n/.exec(text);
    const header = end ? text.slice(0, end.index) : text;
    return { header: header.split(/\r?\n/), body: end ? text.slice(end.index + end[0].length) : '' };
}
function readFields(lines) {
    const raw = [];
    for (const line of lines) {
        const colon = line.indexOf(':');
        if (/^[ \t]/.test(line))
            raw.at(-1)?.lines.push(line);
        else if (colon > 0)
            raw.push({ name: line.slice(0, colon).trim().toLowerCase(), lines: [line.slice(colon + 1)] });
    }
    const fields = new Map();
    for (const { name, lines: folded } of raw) {
        const value = unfold(folded);
        if (value === '' || value === 'UNKNOWN')
            continue;
        const values = fields.get(name);
        if (values)
            values.push(value);
        else
            fields.set(name, [value]);
    }
    return fields;
}
/** Continuation lines keep their breaks; eight blanks, or blanks and a bar (metadata 1.2 and later), are the fold. */
function unfold(lines) {
    const [first = '', ...rest] = lines;
    return [first.trim(), ...rest.map((line) => line.replace(/^(?:[ \t]{7}\|| {8}|[ \t]+)/, ''))].join('\n').trimEnd();
}

;// CONCATENATED MODULE: ./lib/formats/pypi/file-name.js
// What the file names of wheels and source archives say. Both halves need it: the client to see that a file holds what
// its name promises, the server because a public index names versions only through its files.


const SDIST_ENDINGS = ['.tar.gz', '.zip', '.tar.bz2', '.tgz', '.tar.xz', '.tar.z'];
/** No path, no control characters, no spaces, and short enough for every file system. */
function isSafeFileName(fileName) {
    return fileName.length <= 255 && /^[A-Za-z0-9][A-Za-z0-9._+!~@-]*$/.test(fileName);
}
/** `name-version(-build)?-python-abi-platform.whl` (PEP 427). */
function parseWheelName(fileName) {
    if (!isSafeFileName(fileName) || !/\.whl$/i.test(fileName))
        return undefined;
    const parts = fileName.slice(0, -4).split('-');
    if (parts.length !== 5 && parts.length !== 6)
        return undefined;
    if (parts.length === 6 && !/^\d/.test(parts[2] ?? ''))
        return undefined;
    const [name = '', version = ''] = parts;
    const python = parts.at(-3) ?? '';
    if (!coordinates_isName(name) || !coordinates_isVersionText(version) || parts.slice(-3).some((tag) => tag === ''))
        return undefined;
    return { type: 'bdist_wheel', name, version, python };
}
/**
 * A source archive. Older build tools left hyphens in the name, so the name alone cannot say where the version
 * begins; `project` (any spelling) settles it. Without it the first hyphen before a digit is taken, which is good enough
 * to see whether an archive is worth opening.
 */
function parseSdistName(fileName, project) {
    const lower = fileName.toLowerCase();
    const ending = SDIST_ENDINGS.find((candidate) => lower.endsWith(candidate));
    if (!ending || !isSafeFileName(fileName))
        return undefined;
    const stem = fileName.slice(0, -ending.length);
    const split = project === undefined ? stem.search(/-(?=v?\d)/i) : splitAfterName(stem, project);
    const name = stem.slice(0, Math.max(split, 0));
    const version = stem.slice(split + 1);
    if (split < 1 || !coordinates_isName(name) || !coordinates_isVersionText(version))
        return undefined;
    return { type: 'sdist', name, version, python: 'source' };
}
function splitAfterName(stem, project) {
    const wanted = pypi_coordinates_normaliseName(project);
    for (let at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
        if (pypi_coordinates_normaliseName(stem.slice(0, at)) === wanted)
            return at;
    }
    return -1;
}
/** Eggs of old public releases: `name-version-py2.7(-platform)?.egg`. Nothing builds or uploads them any more. */
function parseEggName(fileName) {
    if (!isSafeFileName(fileName))
        return undefined;
    const match = /^([^-]+)-([^-]+)-py(\d[\d.]*)(?:-.+)?\.egg$/i.exec(fileName);
    const [, name = '', version = '', python = ''] = match ?? [];
    return match && isName(name) && isVersionText(version) ? { type: 'bdist_egg', name, version, python } : undefined;
}
/** Any distribution file of `project`; undefined when the name is not one, or speaks of another project. */
function parseFileName(fileName, project) {
    const parsed = parseWheelName(fileName) ?? parseEggName(fileName) ?? parseSdistName(fileName, project);
    return parsed && normaliseName(parsed.name) === normaliseName(project) ? parsed : undefined;
}
/**
 * Whether a version in a file name stands for `version`. File names cannot hold every character: wheels of older
 * tools write `1.0+local` as `1.0_local`.
 */
function file_name_sameVersion(inFileName, version) {
    if (versionKey(inFileName) === versionKey(version))
        return true;
    return (versionKey(inFileName.replace('_', '+')) === versionKey(version) || inFileName === version.replaceAll('-', '_'));
}

;// CONCATENATED MODULE: ./lib/formats/pypi/distribution.js







const distribution_left = (reason) => ({ verdict: 'left', reason });
const distribution_refused = (reason) => ({ verdict: 'refused', reason });
/** What became of a candidate file; hostile ones are refused in bounded memory, never by an exception. */
async function examine(path, files) {
    const fileName = path.split(/[\\/]/).at(-1) ?? '';
    const parsed = parseWheelName(fileName) ?? (/\.(?:tar\.gz|zip)$/.test(fileName) ? parseSdistName(fileName) : undefined);
    if (!parsed)
        return /\.whl$/i.test(fileName) ? distribution_refused('not a wheel file name (PEP 427)') : distribution_left('not a Python package');
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return distribution_refused('not a readable file');
    try {
        const text = parsed.type === 'bdist_wheel' ? await readWheel(path, stat.size, files) : await readSdist(path, stat.size, files);
        if (text === undefined) {
            return parsed.type === 'bdist_wheel'
                ? distribution_refused('no .dist-info/METADATA in the wheel')
                : distribution_left('no PKG-INFO inside: not a Python source archive');
        }
        return await describe(path, fileName, parsed, text, files);
    }
    catch (error) {
        if (error instanceof ArchiveRefusal) {
            return parsed.type === 'bdist_wheel'
                ? distribution_refused(error.message)
                : distribution_refused(`${error.message} (looks like a source archive by its name)`);
        }
        if (error instanceof RangeError)
            return distribution_refused(error.message);
        throw error;
    }
}
async function readWheel(path, size, files) {
    let text;
    await readZip({ files, path, size }, async (member) => {
        if (!/^[^/]+\.dist-info\/METADATA$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new ArchiveRefusal('more than one .dist-info folder in the wheel');
        text = (await member.read(core_metadata_METADATA_LIMIT)).toString('utf8');
        return undefined;
    });
    return text;
}
/**
 * `NAME-VERSION/PKG-INFO`; the copies below `*.egg-info/` are for tools that unpack. The archive is read to its end, so
 * that one that is cut off is found here and not by those who install it.
 */
async function readSdist(path, size, files) {
    let text;
    const visit = async (member) => {
        if (member.kind !== 'file' || !/^[^/]+\/PKG-INFO$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new ArchiveRefusal('more than one PKG-INFO at the top of the archive');
        text = (await member.read(core_metadata_METADATA_LIMIT)).toString('utf8');
        return undefined;
    };
    if (path.endsWith('.zip'))
        await readZip({ files, path, size }, visit);
    else
        await readTarGz(files.open(path), visit);
    return text;
}
async function describe(path, fileName, parsed, text, files) {
    const metadata = parseCoreMetadata(text);
    if (!coordinates_isName(metadata.name))
        return distribution_refused('the name in its metadata is not a Python package name');
    if (normalVersion(metadata.version) === undefined)
        return distribution_refused('the version in its metadata is not a PEP 440 version');
    // The name was cut off without knowing it; with the metadata's name the cut can be made exactly.
    const exact = parsed.type === 'sdist' ? parseSdistName(fileName, metadata.name) : parsed;
    if (!exact ||
        pypi_coordinates_normaliseName(exact.name) !== pypi_coordinates_normaliseName(metadata.name) ||
        !file_name_sameVersion(exact.version, metadata.version)) {
        return distribution_refused(`its metadata says ${metadata.name} ${metadata.version}, its file name something else`);
    }
    const digesting = new DigestingStream();
    const blake2 = new Blake2Stream();
    for await (const _ of blake2.through(digesting.through(files.open(path))))
        ;
    const file = {
        filetype: parsed.type === 'bdist_wheel' ? 'bdist_wheel' : 'sdist',
        pyversion: parsed.python,
        blake2_256: blake2.result(),
        metadataVersion: metadata.metadataVersion,
        fields: Object.fromEntries(metadata.fields),
    };
    return { distribution: { artifact: { path, assetName: fileName, ...digesting.result() }, metadata, file } };
}

;// CONCATENATED MODULE: ./lib/formats/pypi/requirement.js
// Requires-Dist lines (PEP 508, and the parenthesised form of metadata 1.2).

/** Undefined when the line is not a requirement. Linear in its length. */
function parseRequirement(line) {
    if (line.length > 8192)
        return undefined;
    const [head = '', ...markers] = line.split(';');
    const match = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?(.*)$/s.exec(head);
    const name = match?.[1] ?? '';
    const rest = (match?.[2] ?? '').trim();
    if (!coordinates_isName(name))
        return undefined;
    const specifier = rest.startsWith('@') ? '' : rest.replace(/^\((.*)\)$/s, '$1').replace(/\s+/g, '');
    if (specifier !== '' && !/^(?:[<>=!~]=?=?[^,<>=!~]+)(?:,(?:[<>=!~]=?=?[^,<>=!~]+))*$/.test(specifier))
        return undefined;
    return { name: pypi_coordinates_normaliseName(name), specifier, marker: markers.join(';').trim() };
}
/** Whether a requirement only holds when somebody asks for an extra. */
function isExtraOnly(requirement) {
    return /\bextra\s*==/.test(requirement.marker) && !/\bor\b/.test(requirement.marker);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact.js
// Reads wheels and source archives into publications. All files of one version make one publication.




const pypi_artifact_patterns = ['*.whl', '*.tar.gz', '*.zip'];
async function pypi_artifact_gather(paths, host) {
    const verdicts = [];
    const distributions = [];
    for (const path of paths) {
        const finding = await examine(path, host.files);
        if ('distribution' in finding) {
            const clash = clashWith(distributions, finding.distribution);
            if (clash === undefined)
                distributions.push(finding.distribution);
            const { name, version } = finding.distribution.metadata;
            verdicts.push({
                path,
                ...(clash ?? { verdict: 'taken', reason: `${finding.distribution.file.filetype} of ${name} ${version}` }),
            });
        }
        else
            verdicts.push({ path, ...finding });
    }
    return { publications: group(distributions), verdicts };
}
/** The same file found twice is taken once; two files of one name and different bytes cannot both be published. */
function clashWith(known, found) {
    const twin = known.find(({ artifact }) => artifact.assetName === found.artifact.assetName);
    if (!twin)
        return undefined;
    return twin.artifact.digests['SHA-256'] === found.artifact.digests['SHA-256']
        ? { verdict: 'left', reason: `the same file as ${twin.artifact.path}` }
        : { verdict: 'refused', reason: `another file of this name has other bytes: ${twin.artifact.path}` };
}
function group(distributions) {
    const groups = new Map();
    for (const found of distributions) {
        const key = `${pypi_coordinates_normaliseName(found.metadata.name)} ${normalVersion(found.metadata.version)}`;
        groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    return [...groups.values()].map(publication);
}
function publication(members) {
    // Wheels first, as every client uploads: their metadata is complete, that of source archives may be dynamic.
    const ordered = [...members].sort((a, b) => Number(a.file.filetype === 'sdist') - Number(b.file.filetype === 'sdist'));
    const [first] = ordered;
    if (!first)
        throw new RangeError('a publication has at least one file');
    const { metadata } = first;
    const name = pypi_coordinates_normaliseName(metadata.name);
    // Files may spell one version differently (`1.0-rc1` in an old source archive); then the normal form is sent for all.
    const isOneSpelling = ordered.every((member) => member.metadata.version === metadata.version);
    const files = {
        files: Object.fromEntries(ordered.map(({ artifact, file }) => [artifact.assetName, file])),
    };
    return {
        format: 'pypi',
        name,
        version: isOneSpelling ? metadata.version : (normalVersion(metadata.version) ?? metadata.version),
        ...(metadata.name === name ? {} : { displayName: metadata.name }),
        artifacts: ordered.map(({ artifact }) => artifact),
        dependencies: dependencies(ordered),
        metadata: files,
    };
}
/** What any of the files needs without being asked for extras; wheels of different platforms may differ. */
function dependencies(members) {
    const found = new Map();
    for (const line of members.flatMap(({ metadata }) => metadata.fields.get('requires-dist') ?? [])) {
        const requirement = parseRequirement(line);
        if (!requirement || isExtraOnly(requirement))
            continue;
        const { name, specifier } = requirement;
        found.set(`${name} ${specifier}`, { name, requirement: specifier, type: 'Requires-Dist' });
    }
    return [...found.values()];
}

// EXTERNAL MODULE: ./lib/formats/pypi/configure.js + 4 modules
var pypi_configure = __webpack_require__(6507);
;// CONCATENATED MODULE: ./lib/formats/pypi/project.js
// Packs a project directory with Python's own build tools, whichever of them this machine has.

/** A project says so with one of these; requirements.txt alone is an application that nobody packs. */
function project_recognises(entries) {
    return entries.includes('pyproject.toml') || entries.includes('setup.py');
}
const NO_INDEX = /No matching distribution found|Could not find a version|NewConnectionError|ConnectTimeout|Failed to (?:resolve requirements|fetch)|error sending request|not found in the cache/i;
const lacks = (name) => (result) => result.status === 127 || new RegExp(`No module named '?${name}\\b`).test(result.stderr);
const cannotIsolate = (isMissing) => (result) => isMissing(result) || NO_INDEX.test(`${result.stderr}\n${result.stdout}`);
const SETUPTOOLS_ALONE = 'import sys, setuptools.build_meta as b; b.build_sdist(sys.argv[1]); b.build_wheel(sys.argv[1])';
/**
 * The standard front end first, then uv: both build in an isolated environment and take what that needs from an index.
 * Without an index a setuptools project can still be built by the interpreter's own setuptools (which needs `wheel`
 * below 70.1) or by pip, which makes no source archive.
 */
function project_ways(python, isSetuptools) {
    const build = {
        title: `${python} -m build`,
        program: python,
        args: (into) => ['-m', 'build', '--outdir', into, '.'],
        cannot: cannotIsolate(lacks('build')),
    };
    const uv = {
        title: 'uv build',
        program: 'uv',
        args: (into) => ['build', '--out-dir', into, '.'],
        cannot: cannotIsolate(({ status }) => status === 127),
    };
    const alone = {
        title: `${python} with its setuptools`,
        program: python,
        args: (into) => ['-c', SETUPTOOLS_ALONE, into],
        cannot: (result) => lacks('setuptools')(result) || /invalid command 'bdist_wheel'/.test(result.stderr),
    };
    const pip = {
        title: `${python} -m pip wheel`,
        program: python,
        args: (into) => [
            ...['-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', into],
            ...(isSetuptools ? ['--no-build-isolation', '.'] : ['.']),
        ],
        cannot: lacks('pip'),
    };
    return isSetuptools ? [build, uv, alone, pip] : [build, uv, pip];
}
/**
 * Resolves to the wheels and source archives made, below `into`.
 * @throws RegistryError CA-FILE-004 when no tool is there or one fails.
 */
async function project_pack(directory, into, host) {
    const isSetuptools = await builtBySetuptools(directory, host);
    const tried = [];
    for (const python of pythons(host)) {
        for (const way of project_ways(python, isSetuptools)) {
            // A folder for each try: what an abandoned one left behind must not be published.
            const folder = `${into}/${tried.length + 1}`;
            await host.files.makeDirectory(folder);
            const result = await host.run(way.program, way.args(folder), { cwd: directory });
            if (result.status === 0)
                return requireBuilt(way, folder, host);
            if (!way.cannot(result))
                throw pypi_project_failure(`${way.title} failed in ${directory}: ${project_lastWords(result)}`);
            tried.push(`${way.title} (${result.status === 127 ? 'not found' : project_lastWords(result).slice(0, 120)})`);
        }
    }
    throw pypi_project_failure(`no tool here can build the Python project ${directory}; tried ${tried.join(', ')}`);
}
const pypi_project_failure = (message) => new registry_error/* RegistryError */.gl('CA-FILE-004', message);
function pythons(host) {
    return host.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
}
/** Without a build-system table setuptools is the default (PEP 517). */
async function builtBySetuptools(directory, host) {
    const text = await host.files.readText(`${directory}/pyproject.toml`);
    const backend = /^\s*build-backend\s*=\s*["']([^"']+)["']/m.exec(text ?? '')?.[1];
    return backend === undefined
        ? !/^\s*\[build-system\]/m.test(text ?? '') || /setuptools/.test(text ?? '')
        : /^setuptools\b/.test(backend);
}
async function requireBuilt(way, into, host) {
    const built = (await host.files.glob(['*.whl', '*.tar.gz', '*.zip'], into)).sort();
    if (built.length === 0)
        throw pypi_project_failure(`${way.title} succeeded but left no wheel or source archive`);
    return built;
}
/** The end of what the tool printed, without user info of index addresses. */
function project_lastWords({ stderr, stdout }) {
    const told = stderr.trim() === '' ? stdout : stderr;
    const lines = told.split('\n').map((line) => line.trim());
    const last = lines
        .filter((line) => line !== '')
        .slice(-5)
        .join(' | ');
    return last.replace(/\/\/[^/@\s]+@/g, '//***@').slice(0, 1000);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/upload-form.js
// The form of the upload API, from the client's side: fields in the order twine sends them, then the file as a stream.


/** Core metadata field to form field, in twine's order. Fields that may repeat are sent once for each value. */
const METADATA_FIELDS = [
    ['summary', 'summary'],
    ['home-page', 'home_page'],
    ['author', 'author'],
    ['author-email', 'author_email'],
    ['maintainer', 'maintainer'],
    ['maintainer-email', 'maintainer_email'],
    ['license', 'license'],
    ['description', 'description'],
    ['keywords', 'keywords'],
    ['platform', 'platform'],
    ['classifier', 'classifiers'],
    ['download-url', 'download_url'],
    ['supported-platform', 'supported_platform'],
    ['provides', 'provides'],
    ['requires', 'requires'],
    ['obsoletes', 'obsoletes'],
    ['project-url', 'project_urls'],
    ['provides-dist', 'provides_dist'],
    ['obsoletes-dist', 'obsoletes_dist'],
    ['requires-dist', 'requires_dist'],
    ['requires-external', 'requires_external'],
    ['requires-python', 'requires_python'],
    ['provides-extra', 'provides_extra'],
    ['description-content-type', 'description_content_type'],
    ['license-expression', 'license_expression'],
    ['license-file', 'license_file'],
    ['dynamic', 'dynamic'],
    ['import-name', 'import_name'],
    ['import-namespace', 'import_namespace'],
];
/** All fields but the file. `version` is the publication's: one spelling for all its files. */
function formFields(publication, artifact, file) {
    const fields = [
        [':action', 'file_upload'],
        ['protocol_version', '1'],
        ['name', publication.displayName ?? publication.name],
        ['version', publication.version],
        ['filetype', file.filetype],
        ['pyversion', file.pyversion],
        ['metadata_version', file.metadataVersion],
    ];
    for (const [metadataField, formField] of METADATA_FIELDS) {
        for (const value of file.fields[metadataField] ?? [])
            fields.push([formField, value]);
    }
    fields.push(['md5_digest', artifact.digests.MD5], ['sha256_digest', artifact.digests['SHA-256']], ['blake2_256_digest', file.blake2_256]);
    return fields;
}
/**
 * A multipart body of known length. form-data-encoder would do, but it rewrites the line ends of values, as browsers
 * do, and so would change the description.
 */
function uploadBody(fields, artifact, files) {
    const boundary = (0,external_node_crypto_.randomBytes)(16).toString('hex');
    const parts = fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    // Asset names were checked against a pattern without quotes and line ends when they were gathered.
    const head = Buffer.from(`${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${artifact.assetName}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n');
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    return {
        headers: {
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': String(head.length + artifact.size + tail.length),
        },
        async *open() {
            yield head;
            yield* exactly(artifact, files);
            yield tail;
        },
    };
}
/** A file that grew or shrank since it was read must not go out under the old length. */
async function* exactly(artifact, files) {
    let size = 0;
    const changed = () => new registry_error/* RegistryError */.gl('CA-FILE-001', `${artifact.path} changed while it was being published`);
    for await (const chunk of files.open(artifact.path)) {
        size += chunk.length;
        if (size > artifact.size)
            throw changed();
        yield chunk;
    }
    if (size < artifact.size)
        throw changed();
}

;// CONCATENATED MODULE: ./lib/formats/pypi/publish.js


/** Stops at the first file that is not accepted; what went up before it is found by the caller's next look. */
async function pypi_publish_upload(publication, missing, target) {
    const { files } = publication.metadata;
    const rank = (artifact) => Number(files[artifact.assetName]?.filetype === 'sdist');
    for (const artifact of [...missing].sort((a, b) => rank(a) - rank(b))) {
        const result = await uploadFile(publication, artifact, target);
        if (result.kind !== 'accepted')
            return result;
    }
    return { kind: 'accepted' };
}
async function uploadFile(publication, artifact, target) {
    const file = publication.metadata.files[artifact.assetName];
    if (!file)
        throw new RangeError(`no metadata was gathered for ${artifact.assetName}`);
    const { headers, open } = uploadBody(formFields(publication, artifact, file), artifact, target.files);
    const request = {
        method: 'POST',
        url: baseAddress(target.endpoint),
        headers: { ...headers, accept: '*/*' },
        body: open,
    };
    return sendUpload(target, request, artifact.assetName);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/reading.js
// Reads a project page as a client, to see what installers see: GET simple/NAME/ as JSON. It pulls nothing.




const JSON_V1 = 'application/vnd.pypi.simple.v1+json';
const PAGE_LIMIT = 64 * 1024 * 1024;
/** Undefined when nobody in the chain knows the package. */
async function reading_visibleVersions(ref, target) {
    const response = await target.http({
        method: 'GET',
        url: `${baseAddress(target.endpoint)}simple/${pypi_coordinates_normaliseName(ref.name)}/`,
        headers: { accept: JSON_V1, authorization: basicCredentials(target.token) },
    });
    if (response.status === 200)
        return versionsOf(await (0,http/* readBody */.x)(response, PAGE_LIMIT), ref);
    await response.discard();
    if (response.status === 404)
        return undefined;
    throw refusal(response.status, ref);
}
function refusal(status, ref) {
    const message = `reading the versions of ${ref.name} was answered with status ${status}`;
    if (status === 401)
        return new registry_error/* RegistryError */.gl('CA-AUTH-005', message);
    if (status === 403)
        return new registry_error/* RegistryError */.gl('CA-AUTH-003', message);
    if (status === 429)
        return new registry_error/* RegistryError */.gl('CA-NET-001', message);
    return new registry_error/* RegistryError */.gl(status >= 500 ? 'CA-NET-002' : 'CA-NET-004', message);
}
function versionsOf(body, ref) {
    try {
        const page = JSON.parse(body.toString('utf8'));
        if (Array.isArray(page.versions))
            return page.versions.filter((version) => typeof version === 'string');
    }
    catch {
        // Answered below: the parser's message would quote the page.
    }
    throw new registry_error/* RegistryError */.gl('CA-NET-004', `the project page of ${ref.name} is not what the simple API prescribes`);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/format.js







const pypi = {
    name: 'pypi',
    namespace: 'none',
    notes: 'wheels and source archives, several files per version; files may be added to a version later',
    coordinates: pypi_coordinates_coordinates,
    tools: pypi_configure/* tools */.Y,
    publishing: { members: members, patterns: pypi_artifact_patterns, gather: pypi_artifact_gather, project: { recognises: project_recognises, pack: project_pack }, upload: pypi_publish_upload, visibleVersions: reading_visibleVersions },
};

// EXTERNAL MODULE: ./lib/formats/ruby/configure.js + 1 modules
var ruby_configure = __webpack_require__(3534);
;// CONCATENATED MODULE: ./lib/formats/ruby/coordinates.js
const ruby_coordinates_coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace ? ['gems have no namespace'] : []),
            ...(/^(?![._-]*$)[A-Za-z0-9._-]{1,255}$/.test(name) ? [] : ['a gem name has letters, digits, `.`, `_` and `-`']),
            ...(version === undefined || /^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z._-]+)?$/.test(version)
                ? []
                : ['a gem version has numbers and letters between dots, and may name a platform after `-`']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/ruby/format.js


const ruby = {
    name: 'ruby',
    namespace: 'none',
    notes: 'configuration only, for gem and Bundler',
    coordinates: ruby_coordinates_coordinates,
    tools: ruby_configure/* tools */.Y,
};

// EXTERNAL MODULE: ./lib/formats/swift/configure.js
var swift_configure = __webpack_require__(320);
// EXTERNAL MODULE: ./lib/formats/swift/scope.js
var scope = __webpack_require__(4640);
;// CONCATENATED MODULE: ./lib/formats/swift/coordinates.js
// Names of Swift packages: scope and name, which the service keeps in lower case.


const swift_coordinates_coordinates = {
    normaliseName: (name) => name.toLowerCase(),
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace && (0,scope/* isScope */.T)(namespace)
                ? []
                : ['a Swift package needs a scope of letters, digits and single hyphens']),
            ...(/^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){0,99}$/i.test(name)
                ? []
                : ['a Swift package name has up to 100 letters and digits, with single `-` or `_` between them']),
            ...(version === undefined || (0,semver.valid)(version.replace(/\+.*$/, '')) !== null
                ? []
                : ['a Swift version is a semantic version']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/swift/format.js


const swift = {
    name: 'swift',
    namespace: 'required',
    notes: 'configuration only; SwiftPM 5.9 or newer',
    coordinates: swift_coordinates_coordinates,
    tools: swift_configure/* tools */.Y,
};

;// CONCATENATED MODULE: ./lib/formats/index.js








/** Formats whose packages we publish, promote and retire. */
const publishedFormats = {
    npm: npm,
    pypi: pypi,
    maven: maven,
    nuget: nuget,
    generic: generic,
};
/** Formats whose tools we configure, but whose packages we do not publish yet. */
const configuredFormats = { cargo: cargo, ruby: ruby, swift: swift };
const formats = { ...publishedFormats, ...configuredFormats };
/** All of them, in the order of the service model. */
const formatList = Object.values(formats);


/***/ })

};
;