/* Decodes PNG files with libpng: for each argument width and height (u32, little endian), then straight RGBA, to stdout.
   build: cc -O2 libpng.c -o libpng -lpng */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

static void put_u32(png_uint_32 value) {
    for (int shift = 0; shift < 32; shift += 8) putchar((int)(value >> shift & 255));
}

int main(int count, char **files) {
    for (int i = 1; i < count; i++) {
        png_image image = {.version = PNG_IMAGE_VERSION};
        if (!png_image_begin_read_from_file(&image, files[i])) {
            fprintf(stderr, "%s: %s\n", files[i], image.message);
            return 1;
        }
        image.format = PNG_FORMAT_RGBA;
        png_bytep pixels = malloc(PNG_IMAGE_SIZE(image));
        if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL) || image.warning_or_error) {
            fprintf(stderr, "%s: %s\n", files[i], image.message);
            return 1;
        }
        put_u32(image.width);
        put_u32(image.height);
        fwrite(pixels, 1, PNG_IMAGE_SIZE(image), stdout);
        free(pixels);
    }
    return 0;
}
