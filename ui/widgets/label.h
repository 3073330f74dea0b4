#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace cauce {

//! \brief A label that never takes its text for markup, in a font and colour of the theme.
//!
//! The only label of the program: text of others passes through here as plain text.
class Label : public QLabel
{
    Q_OBJECT

public:
    enum class Type { Body, Strong, Heading, Title, Caption, Small, Code };
    using Color = QColor Tokens::*;

    explicit Label(const QString& text = {}, Type type = Type::Body, Color color = &Tokens::text,
                   QWidget* parent = nullptr);

    void setColor(Color color);
    void setTone(Tone tone); //!< in place of a colour
    //! Cuts what does not fit with an ellipsis and shows the whole text in a tooltip.
    void setElided(Qt::TextElideMode mode = Qt::ElideRight);
    //! A tooltip of plain text: what others wrote is escaped.
    void setPlainToolTip(const QString& text);

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTheme();

    Type m_type;
    Color m_color;
    std::optional<Tone> m_tone;
    Qt::TextElideMode m_elide = Qt::ElideNone;
    QString m_ownToolTip; // the whole text of what was cut
};

//! A tooltip of plain text for any widget.
void setPlainToolTip(QWidget& widget, const QString& text);

//! A small frame around the name of a key: "N".
class KeyCap : public QWidget
{
    Q_OBJECT

public:
    explicit KeyCap(const QString& key, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_key;
};

} // namespace cauce
