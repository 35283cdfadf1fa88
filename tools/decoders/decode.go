// Decodes PNG files with Go's image/png: for each argument width and height (u32, little endian), then straight RGBA,
// to stdout.
package main

import (
	"bufio"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	for _, name := range os.Args[1:] {
		file, err := os.Open(name)
		if err != nil {
			log.Fatal(err)
		}
		decoded, err := png.Decode(file)
		file.Close()
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		size := decoded.Bounds().Size()
		straight, ok := decoded.(*image.NRGBA)
		if !ok {
			straight = image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
			for y := 0; y < size.Y; y++ {
				for x := 0; x < size.X; x++ {
					straight.SetNRGBA(x, y, color.NRGBAModel.Convert(decoded.At(x, y)).(color.NRGBA))
				}
			}
		}
		binary.Write(out, binary.LittleEndian, [2]uint32{uint32(size.X), uint32(size.Y)})
		out.Write(straight.Pix)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
