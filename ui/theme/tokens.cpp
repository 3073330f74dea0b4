#include "ui/theme/tokens.h"

#include <cmath>

namespace cauce {

namespace {

QColor rgb(unsigned value)
{
    return QColor::fromRgb(value);
}

double luminance(const QColor& color)
{
    const auto linear
        = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

} // namespace

const QColor& Tokens::of(Tone tone) const
{
    switch (tone) {
    case Tone::Ok:
        return ok;
    case Tone::Warning:
        return warning;
    case Tone::Bad:
        return bad;
    case Tone::Running:
        return running;
    case Tone::Suspended:
        return suspended;
    case Tone::Unknown:
        return unknown;
    case Tone::Neutral:
        break;
    }
    return secondary;
}

const QColor& Tokens::washOf(Tone tone) const
{
    switch (tone) {
    case Tone::Ok:
        return okWash;
    case Tone::Warning:
        return warningWash;
    case Tone::Bad:
        return badWash;
    case Tone::Running:
        return runningWash;
    case Tone::Suspended:
        return suspendedWash;
    case Tone::Unknown:
        return unknownWash;
    case Tone::Neutral:
        break;
    }
    return sunken;
}

const Tokens& lightTokens()
{
    static const Tokens tokens {
        .background = rgb(0xF4F6F8),
        .surface = rgb(0xFFFFFF),
        .sunken = rgb(0xECEFF3),
        .line = rgb(0xDDE2E8),
        .lineStrong = rgb(0xC6CED8),
        .lineInput = rgb(0x818E9B),
        .text = rgb(0x1B2229),
        .secondary = rgb(0x566270),
        .tertiary = rgb(0x5F6B78),
        .accent = rgb(0x0E7490),
        .accentWash = rgb(0xE3F2F6),
        .onAccent = rgb(0xFFFFFF),
        .ok = rgb(0x0B7A57),
        .okWash = rgb(0xE2F4EC),
        .warning = rgb(0x8F5B00),
        .warningWash = rgb(0xFFF3D6),
        .bad = rgb(0xB9303C),
        .badWash = rgb(0xFCE8E9),
        .running = rgb(0x0B69B0),
        .runningWash = rgb(0xE3F0FB),
        .suspended = rgb(0x665A92),
        .suspendedWash = rgb(0xEFECF7),
        .unknown = rgb(0x5F6B78),
        .unknownWash = rgb(0xEBEEF1),
        .addedLine = rgb(0xDDF4E6),
        .addedWord = rgb(0xA6E3BF),
        .removedLine = rgb(0xFDE7E8),
        .removedWord = rgb(0xF7B9BD),
    };
    return tokens;
}

const Tokens& darkTokens()
{
    static const Tokens tokens {
        .background = rgb(0x13171C),
        .surface = rgb(0x1B2128),
        .sunken = rgb(0x161B21),
        .line = rgb(0x2C343D),
        .lineStrong = rgb(0x3C4651),
        .lineInput = rgb(0x65717E),
        .text = rgb(0xE7EBEF),
        .secondary = rgb(0xA3AFBB),
        .tertiary = rgb(0x93A0AD),
        .accent = rgb(0x4CC3D9),
        .accentWash = rgb(0x15343C),
        .onAccent = rgb(0x06222A),
        .ok = rgb(0x3CC796),
        .okWash = rgb(0x14332A),
        .warning = rgb(0xEDB640),
        .warningWash = rgb(0x3A2E12),
        .bad = rgb(0xF2818A),
        .badWash = rgb(0x3D2125),
        .running = rgb(0x58B4F0),
        .runningWash = rgb(0x16304A),
        .suspended = rgb(0xABA0DA),
        .suspendedWash = rgb(0x2A2640),
        .unknown = rgb(0x93A0AD),
        .unknownWash = rgb(0x262D35),
        .addedLine = rgb(0x12362A),
        .addedWord = rgb(0x1D5C45),
        .removedLine = rgb(0x40222A),
        .removedWord = rgb(0x6E313C),
    };
    return tokens;
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace cauce
