#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QHash>
#include <QPaintDevice>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cauce::icons {

namespace {

const QByteArray& source(const QString& name)
{
    static QHash<QString, QByteArray> files;
    auto it = files.find(name);
    if (it == files.end()) {
        QFile file(u":/icons/"_s % name % u".svg"_s);
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT_X(opened, "icons", "no such symbol in the resources");
        it = files.insert(name, opened ? file.readAll() : QByteArray());
    }
    return *it;
}

} // namespace

QString nameOf(Glyph glyph)
{
    switch (glyph) {
    case Glyph::None:
        return {};
    case Glyph::Heart:
        return u"heart"_s;
    case Glyph::BrokenHeart:
        return u"brokenheart"_s;
    case Glyph::Ghost:
        return u"ghost"_s;
    case Glyph::TurningRing:
        return u"turningring"_s;
    case Glyph::Pause:
        return u"pause"_s;
    case Glyph::Question:
        return u"question"_s;
    case Glyph::DiscTick:
        return u"disctick"_s;
    case Glyph::DiscArrow:
        return u"discarrow"_s;
    case Glyph::OpenRing:
        return u"openring"_s;
    case Glyph::DiscCross:
        return u"disccross"_s;
    case Glyph::DiscMinus:
        return u"discminus"_s;
    case Glyph::Warning:
        return u"warning"_s;
    case Glyph::Dot:
        return u"dot"_s;
    }
    return {};
}

QPixmap pixmap(const QString& name, int size, const QColor& color, const QColor& cutOut,
               double ratio)
{
    if (name.isEmpty() || size <= 0)
        return {};
    const QString key = u"cauce/%1/%2/%3/%4/%5"_s.arg(name, QString::number(size), color.name(),
                                                      cutOut.name(), QString::number(ratio));
    QPixmap result;
    if (QPixmapCache::find(key, &result))
        return result;
    QByteArray svg = source(name);
    svg.replace("currentColor", color.name().toLatin1());
    svg.replace("#KNOCK", cutOut.name().toLatin1());
    QSvgRenderer renderer(svg);
    const int pixels = int(std::ceil(size * ratio));
    result = QPixmap(pixels, pixels);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    result.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, result);
    return result;
}

void draw(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color)
{
    const int size = int(std::min(rect.width(), rect.height()));
    const double ratio = painter.device()->devicePixelRatioF();
    const QPixmap symbol = pixmap(name, size, color, tokens().surface, ratio);
    if (symbol.isNull())
        return;
    const QPointF corner(rect.x() + std::floor((rect.width() - size) / 2),
                         rect.y() + std::floor((rect.height() - size) / 2));
    painter.drawPixmap(corner, symbol);
}

void draw(QPainter& painter, const QRectF& rect, Glyph glyph, const QColor& color)
{
    draw(painter, rect, nameOf(glyph), color);
}

QIcon application()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QSvgRenderer renderer(u":/icons/cauce.svg"_s);
        QPixmap picture(size, size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(picture);
    }
    return icon;
}

} // namespace cauce::icons
