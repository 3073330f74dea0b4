#include "ui/widgets/emptystate.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QPainter>
#include <QVBoxLayout>

namespace cauce {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_spinner(new Spinner(20))
    , m_title(new Label({}, Label::Type::Heading))
    , m_text(new Label({}, Label::Type::Body, &Tokens::secondary))
    , m_button(makeButton({}, ButtonKind::Primary))
{
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 24, 24, 24, 24, 8);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    layout->addStretch(2);
    layout->addWidget(m_spinner, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(px(8));
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::pressed);
}

void EmptyState::say(const QString& title, const QString& text, const QString& button)
{
    m_spinner->hide();
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
}

void EmptyState::showWaiting(const QString& title, const QString& text)
{
    say(title, text);
    m_spinner->show();
}

Skeleton::Skeleton(bool tiles, QWidget* parent)
    : QWidget(parent)
    , m_tiles(tiles)
{ }

void Skeleton::setTiles(bool tiles)
{
    m_tiles = tiles;
    update();
}

void Skeleton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    const auto bar = [&](int x, int y, int width) {
        paint::box(painter, QRect(x, y, width, px(10)), px(4), t.sunken, {});
    };
    if (!m_tiles) {
        paint::box(painter, rect().adjusted(0, 0, 0, -px(16)), px(8), t.surface, t.line);
        for (int y = px(14); y + px(40) < height(); y += px(36)) {
            bar(px(16), y, px(120));
            bar(px(220), y, px(80));
            bar(px(340), y, px(80));
            bar(px(470), y, std::max(px(60), width() / 4));
        }
        return;
    }
    const int columns = std::max(1, (width() + px(12)) / px(332));
    const int tile = (width() - (columns - 1) * px(12)) / columns;
    for (int row = 0; row * px(150) < height() && row < 4; ++row) {
        for (int column = 0; column < columns; ++column) {
            const QRect card(column * (tile + px(12)), row * px(150), tile, px(138));
            paint::box(painter, card, px(8), t.surface, t.line);
            bar(card.x() + px(18), card.y() + px(18), tile / 3);
            bar(card.x() + px(18), card.y() + px(42), tile / 4);
            bar(card.x() + px(18), card.y() + px(66), tile / 2);
            bar(card.x() + px(18), card.y() + px(94), tile * 3 / 5);
            bar(card.x() + px(18), card.y() + px(114), tile / 3);
        }
    }
}

} // namespace cauce
